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

import org.jspecify.annotations.Nullable;

/**
 * Thrown when Redis did not answer in time, refused the command or is known to be down.
 * It carries no stack trace, since it may be thrown for every request of an outage.
 *
 * @since 0.1.0
 */
public class RedisUnavailableException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message the message
	 * @param cause the cause or {@code null}
	 */
	public RedisUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
	}

}
