/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.apisecurity.encryption.jpa;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.hibernate.annotations.AttributeBinderType;
import org.hibernate.annotations.Type;

/**
 * The attribute is encrypted before Hibernate stores it, as text in a column of its own:
 * a basic attribute of an entity or embeddable, or the elements of a collection. It can
 * be selected, but neither compared nor sorted, unless it has a {@link BlindIndex}. The
 * value in responses is masked by its own annotation.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD })
@Type(EncryptedType.class)
@AttributeBinderType(binder = EncryptedBinder.class)
public @interface Encrypted {

	/**
	 * Return the names that the value is bound to, as {@code table.column}. Needed once
	 * the table or the column is renamed, with the names it had before.
	 * @return the names; empty for those of table and column
	 */
	String name() default "";

	/**
	 * Return the attribute beside it that tells whom the value is about, such as
	 * {@code customerId}. The value is encrypted with a key of that person as well, and
	 * is {@code null} for good once the person is forgotten.
	 * @return the attribute; empty when the value is about nobody who may be forgotten
	 */
	String subject() default "";

}
