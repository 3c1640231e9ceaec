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

package io.github.apisecurity.authorization;

import org.springframework.security.core.Authentication;

/**
 * Strategy that tells whether a resource is the caller's. Beans of this type are asked
 * with {@code @PreAuthorize("@ownership.owns('account', #id)")}, by the name of the
 * resource type in lower case, or with {@code owns(#id)} where there is one check only.
 *
 * @param <T> the type of the resource, which gives the check its name
 * @since 0.1.0
 */
@FunctionalInterface
public interface OwnershipCheck<T> {

	/**
	 * Return whether a resource is the caller's. One that does not exist is nobody's, so
	 * that the answer does not tell which identifiers are in use.
	 * @param caller the caller, who is authenticated
	 * @param id the identifier, or what else the expression hands in, such as the
	 * resource
	 * @return whether it is
	 */
	boolean owns(Authentication caller, Object id);

}
