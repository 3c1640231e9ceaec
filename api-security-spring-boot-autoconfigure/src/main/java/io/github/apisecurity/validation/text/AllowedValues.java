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

package io.github.apisecurity.validation.text;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * One of a list of values, for what is no enumeration. Numbers and others are compared by
 * their text. {@code null} is valid.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = AllowedValuesValidator.class)
public @interface AllowedValues {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.AllowedValues.message}";

	/**
	 * Return the groups.
	 * @return the groups
	 */
	Class<?>[] groups() default {};

	/**
	 * Return the payload.
	 * @return the payload
	 */
	Class<? extends Payload>[] payload() default {};

	/**
	 * The values that are allowed.
	 * @return the values
	 */
	String[] value();

	/**
	 * Whether case makes no difference.
	 * @return whether case is ignored
	 */
	boolean ignoreCase() default false;

}
