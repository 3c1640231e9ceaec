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

package io.github.apisecurity.validation.url;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * URL that the server may call without being turned against its own network: an allowed
 * scheme, no user information, a host name and no address, and every address it resolves
 * to is a public one. Resolving takes a look-up. The name may resolve to something else
 * when it is called: {@code api-security.network.outgoing.public-addresses-only} looks
 * again then. {@code null} is valid.
 *
 * @since 0.1.0
 */
@Target({ ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE, ElementType.CONSTRUCTOR,
		ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Constraint(validatedBy = SafeUrlValidator.class)
public @interface SafeUrl {

	/**
	 * Return the message.
	 * @return the message or its key
	 */
	String message() default "{io.github.apisecurity.validation.SafeUrl.message}";

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
	 * The schemes that are allowed.
	 * @return the schemes
	 */
	String[] schemes() default "https";

	/**
	 * The ports that are allowed. Those of the schemes when empty.
	 * @return the ports
	 */
	int[] ports() default {};

	/**
	 * The hosts that are allowed, {@code *.example.com} for all below. Any public one
	 * when empty.
	 * @return the hosts
	 */
	String[] hosts() default {};

	/**
	 * Whether the host is resolved and its addresses looked at.
	 * @return whether to resolve
	 */
	boolean resolve() default true;

}
