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

package io.github.apisecurity.config;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;

/**
 * Warning about something that may fail with every request, told once a minute.
 *
 * @since 0.1.0
 */
public final class RareWarning {

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final Log log;

	private final AtomicLong next = new AtomicLong(System.nanoTime());

	/**
	 * Create a warning.
	 * @param log where it is told
	 */
	public RareWarning(Log log) {
		this.log = log;
	}

	/**
	 * Warn, unless that was done within the last minute.
	 * @param message what to tell
	 * @return whether it was told
	 */
	public boolean warn(Supplier<String> message) {
		long now = System.nanoTime();
		long due = this.next.get();
		boolean told = now - due >= 0 && this.next.compareAndSet(due, now + INTERVAL);
		if (told) {
			this.log.warn(message.get() + " (told once a minute)");
		}
		return told;
	}

}
