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

package io.github.apisecurity.ratelimit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Applies a rate-limit policy to a method, or to every method of a class: one of the
 * configuration, {@code @RateLimited("search")}, or one of its own,
 * {@code @RateLimited(limit = "10/1m", key = "client-ip")}.
 * <p>
 * On a controller the request over the limit is answered with status 429 and
 * {@code Retry-After} before its arguments are bound. On any other Spring bean the call
 * over the limit throws a {@link RateLimitExceededException}, which becomes the same
 * answer. The nearest annotation replaces those of overridden methods and of classes. A
 * policy that does not exist, a bad limit, a bad key and a method that cannot be limited
 * stop the start of the application. Placeholders are resolved in all texts.
 *
 * @since 0.1.0
 * @see RateLimitExempt
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(RateLimited.Container.class)
@Reflective
public @interface RateLimited {

	/**
	 * Name of the policy, one of {@code api-security.rate-limit.policies}.
	 * @return the name of the policy, empty when the limits stand here
	 */
	String value() default "";

	/**
	 * Limits, such as {@code 10/1m} or {@code 10/1m burst 20}. All apply.
	 * @return the limits, empty when there is a policy
	 */
	String[] limit() default {};

	/**
	 * Whom the limits count, as in {@code api-security.rate-limit.policies.*.key};
	 * several for their combination. One that begins with the name of a parameter, such
	 * as {@code #login.email}, is an expression over the arguments. Only with
	 * {@link #limit()}.
	 * @return the key, by default the user
	 */
	String[] key() default {};

	/**
	 * Tokens of one call.
	 * @return the tokens, 0 for those of the policy
	 */
	long cost() default 0;

	/**
	 * Tokens of one call as text, such as {@code ${search.cost}}. Instead of
	 * {@link #cost()}.
	 * @return the tokens, empty for those of {@link #cost()}
	 */
	String costString() default "";

	/**
	 * Several annotations of one method or class. All apply, together.
	 */
	@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@Inherited
	@Reflective
	@interface Container {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		RateLimited[] value();

	}

}
