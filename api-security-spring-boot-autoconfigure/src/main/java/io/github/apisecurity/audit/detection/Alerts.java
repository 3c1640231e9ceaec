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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.github.apisecurity.config.DaemonThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts: the first of a rule at once, and what follows within the interval
 * together at its end.
 */
class Alerts implements AutoCloseable {

	/**
	 * Who reads alerts in the log looks for this logger.
	 */
	static final String LOGGER_NAME = "io.github.apisecurity.detection";

	private static final Log log = LogFactory.getLog(LOGGER_NAME);

	private static final int MAX_SUBJECTS = 20;

	private static final int MAX_RECENT = 100;

	private static final long END_MILLIS = 1000;

	private final List<AlertChannel> channels;

	private final Duration interval;

	private final LongSupplier millis;

	/**
	 * What was found of the rules that have sent an alert within the interval.
	 */
	private final Map<String, Pending> pending = new HashMap<>();

	private final Deque<Alert> recent = new ArrayDeque<>();

	private final LongAdder failed = new LongAdder();

	private final ScheduledExecutorService worker = DaemonThreads.scheduled("api-security-alerts-", 1);

	Alerts(List<AlertChannel> channels, Duration interval, LongSupplier millis) {
		this.channels = List.copyOf(channels);
		this.interval = interval;
		this.millis = millis;
	}

	synchronized void raise(String rule, Subject subject) {
		Pending pending = this.pending.get(rule);
		if (pending == null) {
			pending = new Pending();
			this.pending.put(rule, pending);
			this.worker.execute(() -> send(rule));
		}
		pending.found++;
		if (pending.subjects.size() < MAX_SUBJECTS) {
			pending.subjects.add(subject.toString());
		}
	}

	private void send(String rule) {
		Alert alert = take(rule);
		if (alert == null) {
			return;
		}
		this.worker.schedule(() -> send(rule), this.interval.toMillis(), TimeUnit.MILLISECONDS);
		// Whom it is about is in the audit trail, and not in the log.
		log.warn("Attack noticed by the rule '" + alert.rule() + "': " + alert.found() + " found");
		for (AlertChannel channel : this.channels) {
			try {
				channel.send(alert);
			}
			catch (Exception ex) {
				if (ex instanceof InterruptedException) {
					Thread.currentThread().interrupt();
				}
				this.failed.increment();
				log.warn("An alert of the rule '" + alert.rule() + "' could not be sent by "
						+ channel.getClass().getSimpleName() + ": " + ex.getClass().getSimpleName());
			}
		}
	}

	private synchronized @Nullable Alert take(String rule) {
		Pending taken = this.pending.remove(rule);
		if (taken == null || taken.found == 0) {
			return null;
		}
		this.pending.put(rule, new Pending());
		Alert alert = new Alert(Instant.ofEpochMilli(this.millis.getAsLong()), rule, List.copyOf(taken.subjects),
				taken.found);
		if (this.recent.size() == MAX_RECENT) {
			this.recent.removeLast();
		}
		this.recent.addFirst(alert);
		return alert;
	}

	synchronized List<Alert> recent() {
		return new ArrayList<>(this.recent);
	}

	long failed() {
		return this.failed.sum();
	}

	private synchronized Set<String> rules() {
		return Set.copyOf(this.pending.keySet());
	}

	@Override
	public void close() {
		boolean sent = CompletableFuture.runAsync(() -> rules().forEach(this::send), this.worker)
			.handle((done, failure) -> failure == null)
			.completeOnTimeout(false, END_MILLIS, TimeUnit.MILLISECONDS)
			.join();
		if (!sent) {
			log.warn("The last alerts may not have been sent");
		}
		this.worker.shutdownNow();
	}

	/**
	 * What is to be said about a rule.
	 */
	private static final class Pending {

		private final Set<String> subjects = new LinkedHashSet<>();

		private long found;

	}

}
