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

import java.util.function.Supplier;

/**
 * Where a policy is applied: on a route or by an annotation.
 *
 * @param policy supplies the policy as it is at the moment
 * @param costOverride the tokens of a request, 0 for those of the policy
 * @param needsArguments whether its key is known only once the arguments of the method
 * are
 */
record PolicyUse(Supplier<RateLimitPolicy> policy, long costOverride, boolean needsArguments) {

	/**
	 * Return the tokens of a request.
	 * @param policy the policy
	 * @return the tokens
	 */
	long cost(RateLimitPolicy policy) {
		return (this.costOverride > 0) ? this.costOverride : policy.cost();
	}

}
