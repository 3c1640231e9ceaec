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

package io.github.apisecurity.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.security.test.context.support.WithSecurityContext;

/**
 * Runs a test, or all tests of a class, as a caller with an access token. What the token
 * grants comes from its claims through the mapping that the application has configured,
 * so that a test fails where production would. For tests with {@code MockMvc}; tests that
 * call a port use {@link AutoConfigureTestIssuer @AutoConfigureTestIssuer}.
 *
 * @since 0.1.0
 * @see ApiJwt
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@WithSecurityContext(factory = WithApiJwtSecurityContextFactory.class)
public @interface WithApiJwt {

	/**
	 * Return the claim {@code sub}. Alias for {@link #subject()}.
	 * @return the subject
	 */
	@AliasFor("subject")
	String value() default "user";

	/**
	 * Return the claim {@code sub}.
	 * @return the subject
	 */
	@AliasFor("value")
	String subject() default "user";

	/**
	 * Return authorities that are granted beside those the claims are mapped to.
	 * @return the authorities, such as {@code ROLE_ADMIN}
	 */
	String[] authorities() default {};

	/**
	 * Return further claims, as a JSON object such as <code>{"roles": ["ADMIN"]}</code>.
	 * @return the claims
	 */
	String claims() default "{}";

}
