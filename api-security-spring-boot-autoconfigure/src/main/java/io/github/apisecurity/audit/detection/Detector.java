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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.DetectionRule.Response;
import io.github.apisecurity.audit.detection.DetectionRule.Response.Kind;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.shared.SharedStates;
import org.jspecify.annotations.Nullable;

/**
 * The rules, what counts for them, and what is done when one has found somebody.
 */
class Detector implements AutoCloseable, PostureContributor {

	static final SecurityEventType DETECTED = new SecurityEventType("attack_detected", Outcome.FAILURE);

	private final List<DetectionRule> rules;

	private final Alerts alerts;

	private final Blocks blocks;

	private final DetectionEngine engine;

	private final @Nullable SharedCounts counts;

	private final Supplier<SecurityEventPublisher> publisher;

	private final LongSupplier time;

	private final LongSupplier millis;

	Detector(List<DetectionRule> rules, int maxKeys, SharedStates states, @Nullable SharedCounts counts,
			List<AlertChannel> channels, Duration alertInterval, Supplier<SecurityEventPublisher> publisher,
			LongSupplier time, LongSupplier millis) {
		this.rules = rules;
		this.alerts = new Alerts(channels, alertInterval, millis);
		this.blocks = new Blocks(states, millis,
				rules.stream()
					.filter((rule) -> rule.mode() == Mode.ENFORCE && rule.refuses())
					.map(DetectionRule::id)
					.collect(Collectors.toSet()),
				(rule, subject) -> engine().forget(rule, subject));
		this.engine = new DetectionEngine(rules, maxKeys, time, this::respond, counts);
		this.counts = counts;
		this.publisher = publisher;
		this.time = time;
		this.millis = millis;
	}

	private void respond(Detection detection) {
		DetectionRule rule = detection.rule();
		for (Response response : (rule.mode() == Mode.ENFORCE) ? rule.responses() : List.<Response>of()) {
			if (response.kind() == Kind.ALERT && detection.first()) {
				this.alerts.raise(rule.id(), detection.subject());
			}
			else if (response.kind() == Kind.BLOCK || response.kind() == Kind.THROTTLE) {
				block(detection, response);
			}
		}
		if (detection.first()) {
			record(detection);
		}
	}

	private void record(Detection detection) {
		DetectionRule rule = detection.rule();
		try {
			this.publisher.get()
				.publish(DETECTED, rule.id().replace('-', '_'),
						Map.of("rule", rule.id(), "subject", detection.subject().toString(), "count", detection.count(),
								"window", rule.window().toString(), "respond",
								rule.responses().stream().map(Response::toString).toList(), "mode",
								rule.mode().name().toLowerCase(Locale.ROOT)));
		}
		catch (ProblemException ex) {
			// A trail that is full counts it, and keeps no other rule from what it finds.
		}
	}

	private void block(Detection detection, Response response) {
		Subject counted = detection.subject();
		if (counted.attempt() && detection.rule().isAboutNames()
				&& !this.engine.isOfNetwork(detection.rule(), detection.signal())) {
			return;
		}
		Signal signal = detection.signal().ofCaller();
		Subject subject = Subject.of(counted.attempt(), whom(counted, signal), signal);
		if (subject != null) {
			long now = this.millis.getAsLong();
			this.blocks.add(new Block(detection.rule().id(), counted, subject,
					response.kind() == Response.Kind.THROTTLE, now, now + response.time().toMillis()));
		}
	}

	/**
	 * A block is for whom, and not for where. Who only gives the name of a user is known
	 * by the network as well: else a stranger could lock the user out.
	 * @param counted whom the rule has counted
	 * @param signal what came last
	 * @return what is known of whom to refuse
	 */
	private static Set<Field> whom(Subject counted, Signal signal) {
		Set<Field> fields = EnumSet.copyOf(counted.fields());
		fields.remove(Field.ROUTE);
		fields.remove(Field.PATH);
		if (fields.remove(Field.CLIENT)) {
			fields.add((signal.caller() != null) ? Field.USER : Field.ADDRESS);
		}
		if (counted.attempt() && fields.contains(Field.USER) && !fields.contains(Field.ADDRESS)) {
			fields.add(Field.NETWORK);
		}
		return fields;
	}

	List<DetectionRule> rules() {
		return this.rules;
	}

	LongSupplier time() {
		return this.time;
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

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("detection", Map.of("rules", ids(Mode.ENFORCE), "shadow-rules", ids(Mode.SHADOW),
				"blocks", this.blocks.all().size(), "refused", this.blocks.refused()));
	}

	private List<String> ids(Mode mode) {
		return this.rules.stream().filter((rule) -> rule.mode() == mode).map(DetectionRule::id).toList();
	}

}
