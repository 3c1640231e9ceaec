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

/**
 * The {@link Encrypted @Encrypted} attribute of an entity can be searched for equal
 * values. A keyed code of the normalized value is stored in a column of its own, which
 * tells who can read the database which values are equal, and no more.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD })
@AttributeBinderType(binder = BlindIndexBinder.class)
public @interface BlindIndex {

	/**
	 * Return the column of the codes, of 22 characters.
	 * @return the name; empty for that of the attribute's column followed by
	 * {@code _index}
	 */
	String column() default "";

	/**
	 * Return what is done to a value before its code is made.
	 * @return the normalization
	 */
	Normalization normalization() default Normalization.TEXT;

	/**
	 * What is done to a value before its code is made.
	 */
	enum Normalization {

		/**
		 * Unicode compatibility composition (NFKC), no white space around it, lower case.
		 */
		TEXT,

		/**
		 * Letters and digits only, as in numbers of accounts and phones, in upper case.
		 */
		NUMBER,

		/**
		 * Nothing.
		 */
		EXACT

	}

}
