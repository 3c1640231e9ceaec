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

package io.github.apisecurity.authentication.jwk;

import java.time.Duration;

/**
 * How the keys of a provider are cached.
 *
 * @param timeToLive how long keys are used without asking the provider
 * @param outageTolerance how long keys are used beyond that while the provider is down
 * @param unknownKeyInterval the least time between two fetches caused by unknown keys
 * @since 0.1.0
 */
public record KeyCacheSettings(Duration timeToLive, Duration outageTolerance, Duration unknownKeyInterval) {

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

	/**
	 * When keys are fetched anew in the background.
	 * @return the age
	 */
	Duration refreshAfter() {
		return this.timeToLive.multipliedBy(4).dividedBy(5);
	}

	/**
	 * How long a provider is left alone after it failed.
	 * @return the duration
	 */
	Duration backoff() {
		return (this.unknownKeyInterval.compareTo(MAX_BACKOFF) < 0) ? this.unknownKeyInterval : MAX_BACKOFF;
	}

}
