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

import java.util.concurrent.CompletableFuture;

/**
 * Thrown by a {@link RateLimitStore} that did not decide in time and may still do so. It
 * carries no stack trace, since it may be thrown for every request of a slow moment.
 *
 * @since 0.1.0
 */
public class LateDecisionException extends RuntimeException {

	private final transient CompletableFuture<StoreDecision> decision;

	/**
	 * Create a new exception.
	 * @param decision the decision that may come, or how it failed; cancelled when it is
	 * no longer wanted
	 * @param cause what has happened
	 */
	public LateDecisionException(CompletableFuture<StoreDecision> decision, RuntimeException cause) {
		super(null, cause, false, false);
		this.decision = decision;
	}

	CompletableFuture<StoreDecision> decision() {
		return this.decision;
	}

}
