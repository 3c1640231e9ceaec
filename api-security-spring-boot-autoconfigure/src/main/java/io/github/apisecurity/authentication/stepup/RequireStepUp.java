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

package io.github.apisecurity.authentication.stepup;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Demands that the caller authenticated strongly or lately enough for a sensitive
 * operation, as the access token tells. Otherwise the answer is 401 with the challenge of
 * RFC 9470, upon which a client asks the authorization server for a better token.
 * <p>
 * A caller without an access token of a person, such as one with an API key, is denied.
 * <p>
 * Found as {@code @PreAuthorize} is: on methods and types, also of interfaces and as
 * meta-annotation, the nearest wins. Placeholders are resolved in all attributes. One
 * that asks for nothing, or that cannot be enforced, stops the start.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9470.html">RFC 9470</a>
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Reflective
public @interface RequireStepUp {

	/**
	 * Return the authentication context classes of which the claim {@code acr} needs to
	 * be one.
	 * @return the classes, any when empty
	 */
	String[] acr() default {};

	/**
	 * Return the authentication methods that the claim {@code amr} needs to hold, all of
	 * them, such as {@code otp} (RFC 8176).
	 * @return the methods, any when empty
	 */
	String[] amr() default {};

	/**
	 * Return the longest time since the caller authenticated, which is the claim
	 * {@code auth_time}.
	 * @return a duration such as {@code 5m}, any when empty
	 */
	String maxAge() default "";

}
