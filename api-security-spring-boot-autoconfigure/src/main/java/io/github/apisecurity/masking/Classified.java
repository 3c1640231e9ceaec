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

package io.github.apisecurity.masking;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Says what kind of data a property holds and leaves it to
 * {@code api-security.masking.classes} how that kind is masked. A class without a
 * strategy is erased.
 *
 * @since 0.1.0
 * @see Masked
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface Classified {

	/**
	 * Name of the data class, such as {@code pii.email}.
	 * @return the name
	 */
	String value();

	/**
	 * Authorities that see the clear value, as in {@link Masked#revealTo()}.
	 * @return the authorities
	 */
	String[] revealTo() default {};

	/**
	 * Condition under which the value is clear, as in {@link Masked#unless()}.
	 * @return the condition, or an empty string for none
	 */
	String unless() default "";

	/**
	 * What happens to a mask that a request sends back.
	 * @return what happens
	 */
	WriteBack writeBack() default WriteBack.DEFAULT;

}
