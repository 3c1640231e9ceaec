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

package io.github.apisecurity.guard;

/**
 * Way in which callers get authorities. There is a bean of this type for each that the
 * configuration tells of, so that a rule for an authority nobody can have is found at
 * start-up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AuthoritySource {

	/**
	 * Return whether some caller may have an authority.
	 * @param authority the authority
	 * @return whether it can be granted, {@code true} when that cannot be told
	 */
	boolean canGrant(String authority);

}
