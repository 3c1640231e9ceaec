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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * {@link SecurityEventObserver} that counts events, never by caller. Reasons are codes,
 * but an application makes some of its own: when there are too many, further ones are
 * counted together.
 */
class EventMetrics implements SecurityEventObserver {

	static final int MAX_REASONS = 500;

	private final Map<Kind, Counter> counters = new ConcurrentHashMap<>();

	private final SingletonSupplier<MeterRegistry> registry;

	EventMetrics(Supplier<@Nullable MeterRegistry> registry) {
		this.registry = SingletonSupplier.ofNullable(registry);
	}

	@Override
	public boolean observes(SecurityEventType type) {
		return this.registry.get() != null;
	}

	@Override
	public void observe(SecurityEvent event) {
		Kind kind = new Kind(event.type(), (event.reason() != null) ? event.reason() : "none");
		Counter counter = this.counters.get(kind);
		if (counter == null) {
			Kind counted = (this.counters.size() < MAX_REASONS) ? kind : new Kind(event.type(), "other");
			counter = this.counters.computeIfAbsent(counted, this::register);
		}
		counter.increment();
	}

	private Counter register(Kind kind) {
		return Counter.builder("api.security.events")
			.description("Security events")
			.tag("event", kind.type().id())
			.tag("outcome", kind.type().outcome().id())
			.tag("reason", kind.reason())
			.register(this.registry.obtain());
	}

	/**
	 * What is counted.
	 *
	 * @param type what happened
	 * @param reason why
	 */
	private record Kind(SecurityEventType type, String reason) {

	}

}
