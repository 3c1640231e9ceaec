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

package io.github.apisecurity.redis;

import io.github.apisecurity.config.RareWarning;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the server: each thing once, or once a minute where it comes back as
 * often as requests do.
 */
final class RedisLog {

	private static final Log log = LogFactory.getLog(LettuceScriptExecutor.class);

	private final RareWarning refusals = new RareWarning(log);

	private final RareWarning outages = new RareWarning(log);

	private volatile boolean told;

	private volatile boolean reached;

	void refused(String message) {
		this.refusals.warn(() -> "Redis refuses commands: " + message);
	}

	void unavailable(String what, @Nullable Throwable failure) {
		if (this.outages.warn(() -> what + " is not available, trying again in the background: " + failure)) {
			this.told = true;
		}
	}

	void unreachable() {
		if (!this.reached && !this.told) {
			this.told = true;
			log.warn("Redis is configured and cannot be reached: each instance counts for itself until it answers");
		}
	}

	/**
	 * Tell that the server answers.
	 * @return whether it does so for the first time
	 */
	boolean available() {
		boolean first = !this.reached;
		this.reached = true;
		if (first || this.told) {
			this.told = false;
			log.info("Redis is available");
		}
		return first;
	}

	void evicts(String policy) {
		if (!policy.isEmpty() && !policy.equals("noeviction")) {
			log.warn("Redis drops keys when its memory is full ('maxmemory-policy " + policy
					+ "'), and with them what callers have used up. Use a server with 'noeviction'.");
		}
	}

}
