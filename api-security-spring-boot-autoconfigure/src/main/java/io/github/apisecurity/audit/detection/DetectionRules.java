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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.DetectionProperties.Rule;
import io.github.apisecurity.audit.detection.DetectionRule.Response;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.CollectionUtils;
import org.springframework.util.PatternMatchUtils;

/**
 * The rules that are shipped, and how they become those of an application.
 */
final class DetectionRules {

	static final int MAX_THRESHOLD = 1000;

	private static final String PREFIX = "api-security.detection.rules.";

	private static final Duration MAX_WINDOW = Duration.ofDays(1);

	private static final Duration MAX_TIME = Duration.ofDays(30);

	static final String LOGIN = "authn_login_success";

	private static final String FAILURE = "authn_login_fail";

	private static final Pattern RESPONSE = Pattern.compile("(event|alert)|(throttle|block(?=\\s))(?:\\s+(\\S+))?");

	private static final Map<String, Rule> SHIPPED;

	private static final Set<String> KNOWN_EVENTS;

	static final Set<String> KNOWN_FAILURES;

	static {
		try {
			Binder binder = new Binder(new MapConfigurationPropertySource(PropertiesLoaderUtils
				.loadProperties(new ClassPathResource("rules.properties", DetectionRules.class))));
			SHIPPED = new TreeMap<>(binder.bind("rules", Bindable.mapOf(String.class, Rule.class)).get());
			KNOWN_EVENTS = binder.bind("known.events", Bindable.setOf(String.class)).get();
			KNOWN_FAILURES = binder.bind("known.failures", Bindable.setOf(String.class)).get();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private DetectionRules() {
	}

	static List<DetectionRule> create(Map<String, Rule> properties, Mode mode) {
		Set<String> ids = new LinkedHashSet<>(SHIPPED.keySet());
		ids.addAll(properties.keySet());
		return ids.stream()
			.map((id) -> create(id, properties.getOrDefault(id, new Rule()), SHIPPED.get(id), mode))
			.filter((rule) -> rule.mode() != Mode.OFF)
			.toList();
	}

	private static DetectionRule create(String id, Rule written, @Nullable Rule shipped, Mode mode) {
		String property = PREFIX + id;
		PropertyValue.refuseIf(!id.matches("[a-z0-9-]{1,40}"), property, id,
				"Use lower case letters, digits and '-' in the name of a rule.");
		PropertyValue.refuseIf(shipped == null && written.getEvents().isEmpty(), property, id,
				"There is no such rule, and one of your own needs 'events'. Shipped are " + SHIPPED.keySet() + ".");
		Rule defaults = (shipped != null) ? shipped : new Rule();
		Set<String> events = either(written.getEvents(), defaults.getEvents());
		Set<Field> key = either(written.getKey(), defaults.getKey());
		PropertyValue.refuseIf(key.isEmpty(), property + ".key", null, "Say by what is counted, such as 'address'.");
		Duration window = either(written.getWindow(), defaults.getWindow());
		PropertyValue.refuseIf(
				window == null || window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(MAX_WINDOW) > 0,
				property + ".window", window, "Use a time between '1s' and '1d', such as '10m'.");
		Integer threshold = either(written.getThreshold(), defaults.getThreshold());
		PropertyValue.refuseIf(threshold == null || threshold < 0 || threshold > MAX_THRESHOLD, property + ".threshold",
				threshold, "Use the number that has to be exceeded, " + MAX_THRESHOLD + " at most.");
		List<Response> responses = either(written.getRespond(), defaults.getRespond()).stream()
			.map((text) -> response(property + ".respond", text, window))
			.toList();
		DetectionRule rule = new DetectionRule(id, Set.copyOf(events),
				Set.copyOf(either(written.getReasons(), defaults.getReasons())), List.copyOf(EnumSet.copyOf(key)),
				either(written.getDistinct(), defaults.getDistinct()), window, threshold,
				either(written.getComparedTo(), defaults.getComparedTo()),
				either(written.getFollowedBy(), defaults.getFollowedBy()), responses,
				(written.getMode() != null) ? written.getMode() : mode);
		check(property, rule);
		return rule;
	}

	private static void check(String property, DetectionRule rule) {
		PropertyValue.refuseIf(
				rule.isAboutTraffic() && (rule.events().size() > 1 || rule.key().size() > 1 || rule.distinct() != null
						|| !rule.window().equals(UsualTraffic.HOUR) || rule.threshold() < 2 || rule.comparedTo() != null
						|| rule.followedBy() != null),
				property, rule.id(),
				"A rule of 'request' compares the requests of an hour with what is usual: it has one key, a threshold from 2 on, and nothing else.");
		PropertyValue.refuseIf(rule.refuses() && rule.followedBy() != null && rule.isAboutNames(),
				property + ".respond", rule.responses(),
				"Who has come in may be the user himself: use 'alert', or add 'address' to the key of the rule.");
		PropertyValue.refuseIf(rule.refuses() && List.of(Field.ROUTE, Field.PATH).containsAll(rule.key()),
				property + ".respond", rule.responses(),
				"The key of the rule names nobody who could be refused. Use 'alert', or add 'client' to its key.");
	}

	private static Response response(String property, String text, Duration window) {
		String action = "Use 'event', 'alert', 'throttle', 'throttle 10m' or 'block 15m'.";
		Matcher matcher = RESPONSE.matcher(text.strip());
		PropertyValue.refuseIf(!matcher.matches(), property, text, action);
		if (matcher.group(1) != null) {
			return new Response(Response.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)), Duration.ZERO);
		}
		Duration time = (matcher.group(3) != null) ? parse(property, matcher.group(3), action) : window;
		PropertyValue.refuseIf(time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(MAX_TIME) > 0, property,
				text, "Use a time between '1s' and '30d'.");
		return new Response(Response.Kind.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)), time);
	}

	private static Duration parse(String property, String text, String action) {
		PropertyValue.refuseIf(PropertyValue.isWithoutUnit(text), property, text, action);
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text, action, ex);
		}
	}

	private static <T> @Nullable T either(@Nullable T written, @Nullable T shipped) {
		return (written != null) ? written : shipped;
	}

	private static <T, C extends Collection<T>> C either(C written, C shipped) {
		return (CollectionUtils.isEmpty(written)) ? shipped : written;
	}

	/**
	 * Return the events, and the reasons of failed logins, that nobody here publishes,
	 * which may be a mistake.
	 * @param rules the rules
	 * @return the names
	 */
	static List<String> unknown(List<DetectionRule> rules) {
		return rules.stream()
			.flatMap((rule) -> Stream
				.concat(rule.all().stream().filter((event) -> !KNOWN_EVENTS.contains(event)), unknownReasons(rule))
				.map((name) -> "'" + name + "' of '" + rule.id() + "'"))
			.toList();
	}

	private static Stream<String> unknownReasons(DetectionRule rule) {
		return rule.events().equals(Set.of(FAILURE)) ? rule.reasons()
			.stream()
			.filter((reason) -> KNOWN_FAILURES.stream()
				.noneMatch((known) -> PatternMatchUtils.simpleMatch(reason, known))) : Stream.empty();
	}

}
