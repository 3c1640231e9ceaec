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

package io.github.apisecurity.audit.detection;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Compares the requests of a client, or to a route, with the usual: the median of its
 * busiest hours of the last days. A client that is busy for an hour each night is so as
 * usual, and one day of an attack does not become the usual.
 */
class UsualTraffic {

	static final Duration HOUR = Duration.ofHours(1);

	/**
	 * Below this number of requests in an hour nothing is abnormal.
	 */
	static final int MIN_REQUESTS = 1000;

	private static final int DAYS = 7;

	private final int times;

	private final int learningHours;

	private final LongSupplier millis;

	private final Cache<String, Usual> usual;

	UsualTraffic(int times, Duration learning, int maxKeys, LongSupplier millis) {
		this.times = times;
		this.learningHours = (int) Math.max(1, learning.toHours());
		this.millis = millis;
		this.usual = Caffeine.newBuilder().maximumSize(maxKeys).build();
	}

	/**
	 * Count a request.
	 * @param key the client or route
	 * @return the number of requests in this hour when it has just become abnormal, else
	 * 0
	 */
	int count(String key) {
		Usual usual = this.usual.get(key, (missing) -> new Usual());
		int hour = (int) (this.millis.getAsLong() / HOUR.toMillis());
		if (hour != usual.hour) {
			begin(usual, hour);
		}
		int requests = usual.requests.incrementAndGet();
		return (requests == usual.limit) ? requests : 0;
	}

	private void begin(Usual usual, int hour) {
		synchronized (usual) {
			if (hour != usual.hour) {
				learn(usual, hour);
				usual.requests.set(0);
				usual.hour = hour;
			}
		}
	}

	private void learn(Usual usual, int hour) {
		if (usual.limit == 0) {
			usual.firstHour = hour;
		}
		else {
			int day = (usual.hour - usual.firstHour) / 24;
			if (day != usual.day) {
				// A day without a request has no busiest hour.
				usual.peaks[usual.days++ % DAYS] = usual.peak;
				usual.peak = 0;
				usual.day = day;
			}
			usual.peak = Math.max(usual.peak, usual.requests.get());
		}
		usual.limit = (hour - usual.firstHour >= this.learningHours)
				? Math.max(MIN_REQUESTS, (long) this.times * busiest(usual)) : Long.MAX_VALUE;
	}

	private static int busiest(Usual usual) {
		int[] known = Arrays.copyOf(usual.peaks, Math.min(usual.days, DAYS));
		Arrays.sort(known);
		return (known.length > 0) ? known[known.length / 2] : usual.peak;
	}

	/**
	 * What is known of one client or route.
	 */
	private static final class Usual {

		private final int[] peaks = new int[DAYS];

		private int days;

		private int day;

		private int peak;

		private int firstHour;

		private final AtomicInteger requests = new AtomicInteger();

		private volatile int hour = Integer.MIN_VALUE;

		private volatile long limit;

	}

}
