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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.SharedCounts.Use;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * Counts events by rules. What outsiders choose, such as names and paths, is kept as a
 * hash with a secret of this process, so that nobody can make two of them fall together,
 * and in tables of a bounded size.
 */
class DetectionEngine {

	/**
	 * Number of different values that are kept where they are compared to others.
	 */
	private static final int MAX_COMPARED = 1024;

	private final Map<String, List<Counters>> byEvent = new HashMap<>();

	private final Map<String, Counters> byRule = new HashMap<>();

	private final Set<String> needRoute = new HashSet<>();

	private final LongSupplier millis;

	private final long start;

	private final Consumer<Detection> consumer;

	private final String secret = UUID.randomUUID().toString();

	private final AtomicLong events = new AtomicLong();

	private final @Nullable SharedCounts shared;

	DetectionEngine(Collection<DetectionRule> rules, int maxKeys, LongSupplier millis, Consumer<Detection> consumer,
			@Nullable SharedCounts shared) {
		this.shared = shared;
		this.millis = millis;
		this.start = millis.getAsLong();
		this.consumer = consumer;
		for (DetectionRule rule : rules) {
			if (!rule.isAboutTraffic()) {
				Counters counters = new Counters(rule, maxKeys);
				this.byRule.put(rule.id(), counters);
				if (counters.ofNetworks != null) {
					add(counters.ofNetworks);
				}
				add(counters);
			}
			if (rule.key().contains(Field.ROUTE) || rule.distinct() == Field.ROUTE) {
				this.needRoute.addAll(rule.events());
			}
		}
	}

	private void add(Counters counters) {
		counters.rule.all()
			.forEach((event) -> this.byEvent.computeIfAbsent(event, (key) -> new ArrayList<>(4)).add(counters));
	}

	/**
	 * Return whether a rule for the event asks for the endpoint of the request.
	 * @param event the name of the event
	 * @return whether one does
	 */
	boolean needsRoute(String event) {
		return this.needRoute.contains(event);
	}

	boolean counts(String event) {
		return this.byEvent.containsKey(event);
	}

	/**
	 * Take a signal, and tell the consumer of each rule whose threshold it exceeds.
	 * @param signal the signal
	 */
	void accept(Signal signal) {
		List<Counters> interested = this.byEvent.get(signal.event());
		if (interested != null) {
			interested.forEach((counters) -> accept(counters, signal));
		}
	}

	private void accept(Counters counters, Signal signal) {
		DetectionRule rule = counters.rule;
		boolean counted = rule.counts(signal);
		if (counted) {
			counters.seen.increment();
		}
		boolean compared = signal.event().equals(rule.comparedTo());
		boolean followed = signal.event().equals(rule.followedBy());
		Subject subject = (counted || compared || followed)
				? Subject.of(signal.user() != null && signal.caller() == null, rule.key(), signal) : null;
		Field distinct = (compared && rule.distinct() == null) ? Field.USER : rule.distinct();
		String value = (distinct != null) ? signal.value(distinct) : "";
		if (subject == null || value == null) {
			return;
		}
		long key = hash(subject.values());
		// A success alone needs no counter.
		Counter counter = (counted || compared) ? counters.cache.obtain().get(key, (missing) -> new Counter())
				: counters.cache.obtain().getIfPresent(key);
		String apart = (distinct != null) ? value : null;
		Detection detection = (counter != null) ? count(rule, counter, signal, subject, apart, counted, followed)
				: null;
		if (rule.mode() == Mode.OFF) {
			return;
		}
		if (detection != null) {
			this.consumer.accept(detection);
		}
		// A flood that this node sees alone is not counted on.
		if (this.shared != null && (detection == null || detection.first())) {
			Use use = (!counted) ? (followed) ? Use.FOLLOW : Use.COMPARE
					: (rule.followedBy() != null) ? Use.COUNT : Use.EXCEED;
			String counts = (apart != null) ? Subject.id(apart) : this.secret + this.events.incrementAndGet();
			this.shared.count(rule, Subject.id(subject.values().toString()), use, counts, kept(rule),
					(count, first) -> this.consumer.accept(new Detection(rule, subject, signal, count,
							first && (counter == null || isFirst(counter, now(), from(rule))))));
		}
	}

	/**
	 * Return whether the network of a signal has done itself what a rule about names
	 * counts, more often than somebody who mistypes.
	 * @param rule the rule
	 * @param signal the signal
	 * @return whether it has
	 */
	boolean isOfNetwork(DetectionRule rule, Signal signal) {
		Counters counters = this.byRule.get(rule.id());
		Counters ofNetworks = (counters != null) ? counters.ofNetworks : null;
		Subject subject = (ofNetworks != null) ? Subject.of(true, ofNetworks.rule.key(), signal) : null;
		if (ofNetworks == null || subject == null) {
			return false;
		}
		Counter counter = ofNetworks.cache.obtain().getIfPresent(hash(subject.values()));
		if (counter == null) {
			return false;
		}
		synchronized (counter) {
			return counter.counted.count(from(ofNetworks.rule)) > ofNetworks.rule.threshold();
		}
	}

	/**
	 * Return how many signals a rule has counted, none where nobody publishes its events.
	 * @param rule the rule
	 * @return the number since the start
	 */
	long counted(DetectionRule rule) {
		Counters counters = this.byRule.get(rule.id());
		return (counters != null) ? counters.seen.sum() : 0;
	}

	private static int kept(DetectionRule rule) {
		return (rule.comparedTo() != null) ? MAX_COMPARED : rule.threshold() + 1;
	}

	private static boolean isFirst(Counter counter, int now, int from) {
		synchronized (counter) {
			boolean first = counter.told == 0 || counter.told < from;
			counter.told = (first) ? Math.max(1, now) : counter.told;
			return first;
		}
	}

	private @Nullable Detection count(DetectionRule rule, Counter counter, Signal signal, Subject subject,
			@Nullable String value, boolean counted, boolean followed) {
		int max = kept(rule);
		synchronized (counter) {
			int now = now();
			int from = from(rule);
			if (counted) {
				counter.counted.add((value != null) ? (int) hash(List.of(value)) : counter.next++, now, from, max);
			}
			else if (!followed) {
				counter.compared().add((value != null) ? (int) hash(List.of(value)) : 0, now, from, max);
			}
			int count = counter.counted.count(from);
			boolean exceeded = count > rule.threshold() && counted == (rule.followedBy() == null)
					&& (rule.comparedTo() == null || count > counter.compared().count(from));
			return (exceeded) ? new Detection(rule, subject, signal, count, isFirst(counter, now, from)) : null;
		}
	}

	/**
	 * Tell the consumer of a rule that is counted elsewhere.
	 * @param rule the rule
	 * @param signal what came last
	 * @param count the number
	 */
	void exceeded(DetectionRule rule, Signal signal, int count) {
		Subject subject = Subject.of(false, rule.key(), signal);
		if (subject != null) {
			this.consumer.accept(new Detection(rule, subject, signal, count, true));
		}
	}

	/**
	 * Forget what a rule has counted of someone.
	 * @param rule the name of the rule
	 * @param subject whom it has counted
	 */
	void forget(String rule, Subject subject) {
		Counters counters = this.byRule.get(rule);
		if (counters == null) {
			return;
		}
		counters.cache.obtain().invalidate(hash(subject.values()));
		if (this.shared != null) {
			this.shared.count(counters.rule, Subject.id(subject.values().toString()), Use.FORGET, "", 0,
					(count, first) -> {
					});
		}
	}

	// Tenths of a second.
	private int now() {
		return (int) ((this.millis.getAsLong() - this.start) / 100);
	}

	private int from(DetectionRule rule) {
		return Math.max(0, now() - (int) (rule.window().toMillis() / 100));
	}

	private long hash(List<String> values) {
		return Sha256.of(this.secret + values).getLong();
	}

	/**
	 * What one rule has counted.
	 */
	private final class Counters {

		private final DetectionRule rule;

		private final LongAdder seen = new LongAdder();

		private final SingletonSupplier<Cache<Long, Counter>> cache;

		/**
		 * The same for each network apart.
		 */
		private final @Nullable Counters ofNetworks;

		Counters(DetectionRule rule, int maxKeys) {
			this.rule = rule;
			this.ofNetworks = (rule.isAboutNames()) ? new Counters(rule.byNetwork(), maxKeys) : null;
			this.cache = SingletonSupplier.of(() -> Caffeine.newBuilder()
				.maximumSize(maxKeys)
				.expireAfterAccess(rule.window())
				.ticker(() -> DetectionEngine.this.millis.getAsLong() * 1_000_000)
				.build());
		}

	}

	/**
	 * What a rule has counted of one subject.
	 */
	private static final class Counter {

		private final Occurrences counted = new Occurrences();

		private @Nullable Occurrences compared;

		private int next;

		private int told;

		private Occurrences compared() {
			Occurrences compared = this.compared;
			if (compared == null) {
				compared = new Occurrences();
				this.compared = compared;
			}
			return compared;
		}

	}

}
