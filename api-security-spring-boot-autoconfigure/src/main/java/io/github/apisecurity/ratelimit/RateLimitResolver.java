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

import java.util.List;

/**
 * Strategy that finds the limits of a caller, such as those of a contract. A bean of this
 * type serves the policies that name it in {@code limits-from}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RateLimitResolver {

	/**
	 * Return the limits of a caller. It is asked for each key once a minute at most; when
	 * it fails, or returns what the cost of a request is above, the limits of the policy
	 * apply.
	 * @param context what is known of the request
	 * @return the limits, such as {@code 100/1m}, empty for those of the policy
	 */
	List<String> resolve(RateLimitContext context);

}
