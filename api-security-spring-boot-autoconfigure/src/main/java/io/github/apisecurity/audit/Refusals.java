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

package io.github.apisecurity.audit;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Records requests that are refused before anything is known of them. They must not fill
 * the audit trail: there is one event in a second, with their number.
 *
 * @since 0.1.0
 */
public final class Refusals {

	static final String RECORDED = Refusals.class.getName();

	private static final boolean webPresent = ClassUtils
		.isPresent("org.springframework.web.context.request.RequestContextHolder", Refusals.class.getClassLoader());

	private static final long EVENT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SecurityEventPublisher publisher;

	private final LongAdder unreported = new LongAdder();

	private final AtomicLong lastEvent = new AtomicLong(System.nanoTime() - EVENT_NANOS);

	/**
	 * Note that the refusal of the current request has, or has had, its event.
	 */
	public static void recorded() {
		HttpServletRequest request = request();
		try {
			if (request != null) {
				request.setAttribute(RECORDED, true);
			}
		}
		catch (IllegalStateException ex) {
			// It has ended, before what it has begun.
		}
	}

	static @Nullable HttpServletRequest request() {
		return (webPresent) ? CurrentRequest.servlet() : null;
	}

	static boolean hasCredentials() {
		HttpServletRequest request = request();
		return request != null && request.getHeader("Authorization") != null;
	}

	public Refusals(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Note that a request is refused.
	 * @param reason why, as a short code
	 */
	public void add(String reason) {
		recorded();
		this.unreported.increment();
		long now = System.nanoTime();
		long last = this.lastEvent.get();
		if (now - last >= EVENT_NANOS && this.lastEvent.compareAndSet(last, now)) {
			this.publisher.publish(SecurityEventType.ACCESS_DENIED, reason,
					Map.of("refused", this.unreported.sumThenReset()));
		}
	}

}
