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

package io.github.apisecurity.validation.password;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * Password as NIST SP 800-63B-4 wants it: long, not among the ones everybody tries first,
 * not the name of the service or of the user. No rules about kinds of characters, which
 * that publication forbids. {@code null} is valid.
 * <p>
 * On a type, {@link #property()} is the password and {@link #contextProperties()} are
 * what it must not consist of, such as the name and the e-mail address of a new user.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = StrongPasswordValidator.class)
public @interface StrongPassword {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.StrongPassword.message}";

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
	 * Minimum number of characters, counted as Unicode code points. 15 is the least where
	 * the password is the only factor, 8 where it is one of several.
	 * @return the minimum
	 */
	int min() default 15;

	/**
	 * Maximum number of characters. It bounds the cost of hashing; not below 64.
	 * @return the maximum
	 */
	int max() default 128;

	/**
	 * What is asked for.
	 * @return the profile
	 */
	Profile profile() default Profile.NIST;

	/**
	 * Words that a password must not consist of, beside digits and signs, such as the
	 * name of the company. {@code spring.application.name} and the name of the current
	 * user are such words without being named.
	 * @return the words
	 */
	String[] context() default {};

	/**
	 * Whether to ask the {@code CompromisedPasswordChecker} of the application, which may
	 * call a service elsewhere, such as {@code HaveIBeenPwnedRestApiPasswordChecker}. A
	 * password passes while the checker fails.
	 * @return whether the password must not be known from a breach
	 */
	boolean compromisedCheck() default false;

	/**
	 * The property that is the password, where the constraint is on a type.
	 * @return the name of its field
	 */
	String property() default "";

	/**
	 * The properties beside it whose words a password must not consist of.
	 * @return the names of their fields
	 */
	String[] contextProperties() default {};

	/**
	 * What is asked for.
	 */
	enum Profile {

		/**
		 * Length, and nothing that is tried first (NIST SP 800-63B-4).
		 */
		NIST,

		/**
		 * The same, and an upper-case letter, a lower-case letter, a digit and another
		 * character, for whom an older policy binds.
		 */
		CLASSIC

	}

}
