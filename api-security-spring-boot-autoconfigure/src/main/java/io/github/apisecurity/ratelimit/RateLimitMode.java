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

/**
 * What happens to a request over the limit.
 *
 * @since 0.1.0
 */
public enum RateLimitMode {

	/**
	 * It is refused.
	 */
	ENFORCE,

	/**
	 * It waits until there are tokens, not longer than the policy says, and is refused
	 * otherwise.
	 */
	DELAY,

	/**
	 * It is let through; metric and audit event tell that it would have been refused.
	 */
	SHADOW,

	/**
	 * Nothing is counted.
	 */
	OFF

}
