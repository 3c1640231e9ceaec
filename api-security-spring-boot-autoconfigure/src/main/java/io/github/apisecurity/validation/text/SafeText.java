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
 * Text of a profile, which lists the characters it may have. Control characters,
 * overrides of the writing direction, invisible characters and characters that are not
 * assigned are in none of them. {@code null} is valid.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = SafeTextValidator.class)
public @interface SafeText {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.SafeText.message}";

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
	 * The characters and the form of the text.
	 * @return the profile
	 */
	Profile value() default Profile.LINE;

	/**
	 * Maximum number of characters, counted as Unicode code points.
	 * @return the maximum
	 */
	int max() default 255;

	/**
	 * Whether the text has to be in Unicode normalization form C.
	 * @return whether normalized
	 */
	boolean normalized() default false;

	/**
	 * What a text may consist of.
	 */
	enum Profile {

		/**
		 * A name of a person or of a place: letters of any script, with spaces, hyphens,
		 * apostrophes, middle dots and full stops between them, and the joiners of the
		 * scripts that write with them. An apostrophe may come first.
		 */
		NAME,

		/**
		 * One line of prose: letters, digits and punctuation of any script, currencies
		 * and mathematics, but nothing that markup, templates or shells are made of:
		 * {@code < > [ ] { } | \ ^} and backquotes, in any width.
		 */
		LINE,

		/**
		 * As {@link #LINE}, with line breaks and tabs.
		 */
		MULTILINE,

		/**
		 * A technical name: ASCII letters and digits, underscores, hyphens and full
		 * stops, starting with a letter or an underscore.
		 */
		IDENTIFIER,

		/**
		 * Part of a URL: lower-case ASCII letters and digits with single hyphens between
		 * them.
		 */
		SLUG

	}

}
