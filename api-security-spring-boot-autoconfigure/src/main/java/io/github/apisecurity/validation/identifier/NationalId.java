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

package io.github.apisecurity.validation.identifier;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * National identification number of a person, with its check digits, as digits without
 * separators unless the country writes some. {@code null} is valid. For Poland, Brazil,
 * Korea and Russia see the constraints of Hibernate Validator.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = NationalIdValidator.class)
public @interface NationalId {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.NationalId.message}";

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
	 * The country.
	 * @return the country
	 */
	Country value();

	/**
	 * The countries whose numbers are known.
	 */
	enum Country {

		/**
		 * Belgium: national register number, 11 digits.
		 */
		BE,

		/**
		 * Spain: DNI, eight digits and a letter, or NIE, which starts with X, Y or Z.
		 */
		ES,

		/**
		 * Finland: personal identity code, such as {@code 131052-308T}.
		 */
		FI,

		/**
		 * Netherlands: citizen service number, nine digits.
		 */
		NL,

		/**
		 * Sweden: personal identity number, ten or twelve digits.
		 */
		SE,

		/**
		 * Turkey: T.C. identification number, eleven digits.
		 */
		TR

	}

}
