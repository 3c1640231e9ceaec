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
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

/**
 * What is counted, and what is done when it is too much.
 *
 * @param id the name
 * @param events the events that are counted
 * @param reasons the reasons that are counted, all when empty
 * @param key by what is counted
 * @param distinct of what only different values count
 * @param window the time in which events count
 * @param threshold the number that has to be exceeded
 * @param comparedTo the event whose users have to be fewer
 * @param followedBy the event that has to follow
 * @param responses what is done
 * @param mode whether it is done
 */
record DetectionRule(String id, Set<String> events, Set<String> reasons, List<Field> key, @Nullable Field distinct,
		Duration window, int threshold, @Nullable String comparedTo, @Nullable String followedBy,
		List<Response> responses, Mode mode) {

	static final Set<Field> NETWORKS = EnumSet.of(Field.ADDRESS, Field.NETWORK, Field.WIDE_NETWORK);

	/**
	 * How often a user may mistype while others guess.
	 */
	private static final int MISTYPED = 5;

	boolean counts(Signal signal) {
		return this.events.contains(signal.event()) && (this.reasons.isEmpty() || (signal.reason() != null
				&& PatternMatchUtils.simpleMatch(this.reasons.toArray(String[]::new), signal.reason())));
	}

	/**
	 * Return the events that this rule is told of.
	 * @return the names
	 */
	Set<String> all() {
		Set<String> all = new LinkedHashSet<>(this.events);
		Stream.of(this.comparedTo, this.followedBy).filter(Objects::nonNull).forEach(all::add);
		return all;
	}

	/**
	 * Return whether a user is counted wherever he is, and may be refused.
	 * @return whether it is so
	 */
	boolean isAboutNames() {
		return this.key.contains(Field.USER) && Collections.disjoint(this.key, NETWORKS) && refuses();
	}

	/**
	 * Return what counts the same for each network apart.
	 * @return the rule, which does nothing
	 */
	DetectionRule byNetwork() {
		List<Field> apart = Stream.concat(this.key.stream(), Stream.of(Field.NETWORK)).toList();
		return new DetectionRule(this.id, this.events, this.reasons, apart, null, this.window,
				Math.min(MISTYPED, this.threshold), null, null, List.of(), Mode.OFF);
	}

	boolean refuses() {
		return responds(Response.Kind.BLOCK) || responds(Response.Kind.THROTTLE);
	}

	boolean isAboutTraffic() {
		return this.events.contains(Signal.REQUEST);
	}

	boolean responds(Response.Kind kind) {
		return this.responses.stream().anyMatch((response) -> response.kind() == kind);
	}

	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("events", this.events);
		description.put("key", this.key);
		if (this.distinct != null) {
			description.put("distinct", this.distinct);
		}
		description.put("threshold", this.threshold);
		description.put("window", this.window);
		description.put("respond", this.responses.stream().map(Response::toString).toList());
		description.put("mode", this.mode.name().toLowerCase(Locale.ROOT));
		return description;
	}

	/**
	 * What is done.
	 *
	 * @param kind what
	 * @param time for how long
	 */
	record Response(Kind kind, Duration time) {

		@Override
		public String toString() {
			String name = this.kind.name().toLowerCase(Locale.ROOT);
			return (this.time.isZero()) ? name : name + " " + this.time.toSeconds() + "s";
		}

		/**
		 * Kinds.
		 */
		enum Kind {

			EVENT, ALERT, THROTTLE, BLOCK

		}

	}

}
