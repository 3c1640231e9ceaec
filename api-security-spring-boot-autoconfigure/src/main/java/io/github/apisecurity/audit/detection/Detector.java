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
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.shared.SharedStates;
import org.jspecify.annotations.Nullable;

/**
 * The rules, what counts for them, and what they lead to.
 */
class Detector implements AutoCloseable {

	private final List<DetectionRule> rules;

	private final Alerts alerts;

	private final Blocks blocks;

	private final DetectionEngine engine;

	private final @Nullable SharedCounts counts;

	Detector(List<DetectionRule> rules, int maxKeys, SharedStates states, @Nullable SharedCounts counts,
			List<AlertChannel> channels, Duration alertInterval, Supplier<SecurityEventPublisher> publisher,
			LongSupplier time, LongSupplier millis) {
		this.rules = rules;
		this.alerts = new Alerts(channels, alertInterval, millis);
		this.blocks = new Blocks(states, millis, (rule, subject) -> engine().forget(rule, subject));
		this.engine = new DetectionEngine(rules, maxKeys, time,
				new Responses(publisher, this.alerts, this.blocks, millis), counts);
		this.counts = counts;
	}

	List<DetectionRule> rules() {
		return this.rules;
	}

	Alerts alerts() {
		return this.alerts;
	}

	Blocks blocks() {
		return this.blocks;
	}

	DetectionEngine engine() {
		return this.engine;
	}

	@Override
	public void close() {
		this.alerts.close();
		this.blocks.close();
		if (this.counts != null) {
			this.counts.close();
		}
	}

}
