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
 * Markup of a profile, judged by jsoup, which has to be on the class path. What is not in
 * the profile makes the text invalid; nothing is repaired. To repair instead, say so with
 * {@link SafeHtmlSanitizer}. {@code null} is valid.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = SafeHtmlValidator.class)
public @interface SafeHtml {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.SafeHtml.message}";

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
	 * The elements and attributes that are allowed.
	 * @return the profile
	 */
	Profile value() default Profile.BASIC;

	/**
	 * Maximum number of characters, markup included.
	 * @return the maximum
	 */
	int max() default 10_000;

	/**
	 * What markup may consist of.
	 */
	enum Profile {

		/**
		 * Text formatting only: {@code b, em, i, strong, u}.
		 */
		FORMATTING,

		/**
		 * Formatted prose with lists, quotes and links to {@code http}, {@code https} and
		 * {@code mailto}, without images.
		 */
		BASIC,

		/**
		 * Prose with headings, tables and images from {@code http} and {@code https}.
		 */
		RELAXED

	}

}
