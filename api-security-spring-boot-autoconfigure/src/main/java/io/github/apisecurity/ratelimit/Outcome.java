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

import org.jspecify.annotations.Nullable;

/**
 * Outcome of a request under one policy.
 *
 * @param charge what was to be paid
 * @param result the result
 * @param level the bucket, {@code null} when it was not asked
 * @param nanosToWait how long until the same request could be allowed
 */
record Outcome(Charge charge, Result result, @Nullable BucketLevel level, long nanosToWait) {

	RateLimitPolicy policy() {
		return this.charge.policy();
	}

	/**
	 * Return whether the tokens are those of the store, which may get them back.
	 * @return whether they were taken there
	 */
	boolean isConsumed() {
		return this.result == Result.ALLOWED;
	}

	/**
	 * Return whether the request is refused since the store cannot be asked.
	 * @return whether the policy says so
	 */
	boolean isUnavailable() {
		return this.result == Result.ERROR && policy().onFailure() == OnFailure.DENY && !this.charge.isShadow();
	}

	boolean isRefusal() {
		return this.result.isRefusal() || isUnavailable();
	}

	/**
	 * Return the outcome once its tokens were given back.
	 * @return the outcome
	 */
	Outcome givenBack() {
		return new Outcome(this.charge, Result.NOT_CONSUMED, this.level, this.nanosToWait);
	}

	/**
	 * Result under one policy; its name in lower case is a tag of the metric.
	 */
	enum Result {

		/**
		 * There were tokens.
		 */
		ALLOWED,

		/**
		 * There were not.
		 */
		DENIED,

		/**
		 * There were not, as is known without asking the store.
		 */
		DENIED_LOCALLY,

		/**
		 * There were not, and the request waits for them.
		 */
		DELAYED,

		/**
		 * There were not, and the policy is in shadow mode.
		 */
		SHADOW_DENIED,

		/**
		 * There were tokens, but another policy refused the request: none was taken.
		 */
		NOT_CONSUMED,

		/**
		 * The store could not be asked; allowed by the instance on its own.
		 */
		FALLBACK,

		/**
		 * The store could not be asked; refused by the instance on its own.
		 */
		FALLBACK_DENIED,

		/**
		 * The store could not be asked, and the policy says what then.
		 */
		ERROR;

		boolean isRefusal() {
			return this == DENIED || this == DENIED_LOCALLY || this == FALLBACK_DENIED;
		}

	}

}
