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
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.DetectionProperties.Rule;
import io.github.apisecurity.audit.detection.DetectionRule.Response;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.CollectionUtils;
import org.springframework.util.PatternMatchUtils;

/**
 * The rules that are shipped, and how they become those of an application.
 */
final class DetectionRules {

	static final int MAX_THRESHOLD = 1000;

	private static final String PREFIX = "api-security.detection.rules.";

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private static final Duration MAX_WINDOW = Duration.ofDays(1);

	private static final Duration MAX_TIME = Duration.ofDays(30);

	static final String LOGIN = "authn_login_success";

	private static final String FAILURE = "authn_login_fail";

	private static final String DENIAL = "authz_fail";

	private static final Set<String> KNOWN_EVENTS = Set.of(LOGIN, FAILURE, DENIAL, "excess_rate_limit_exceeded",
			"input_validation_fail", "input_validation_would_fail", "authz_would_fail", "authn_login_would_fail",
			"authn_token_revoked", "authn_token_reuse", "authn_signal", "authn_signal_fail", "crypt_decrypt_fail",
			"crypt_encrypt_fail", "crypt_admin", "crypt_signing_key_created", "crypt_signing_key_retired",
			"malicious_cors", "malicious_csp_violation", "sensitive_read", "authz_admin", "authn_admin",
			"api_deprecated_use", Signal.PATH_NOT_FOUND, Signal.OBJECT_NOT_FOUND, Signal.HONEYPOT, Signal.TOKEN_USED,
			Signal.REQUEST);

	/**
	 * Why the features of the starter, and Spring Security, refuse credentials.
	 */
	static final List<String> KNOWN_FAILURES = List
		.of("""
				algorithm_not_allowed api_key_expired api_key_in_query api_key_malformed api_key_not_yet_valid \
				api_key_revoked api_key_unknown api_key_wrong api_key_wrong_network audience_mismatch bad_credentials \
				claim_malformed claim_mismatch claim_missing confirmation_missing confirmation_unsupported \
				credentials_expired credentials_missing credentials_refused credentials_unsupported disabled expired \
				expiry_missing header_forbidden header_malformed issue_time_missing issued_in_future issuer_missing \
				issuer_unknown key_distrusted key_unknown keys_unavailable lifetime_too_long locked login_delayed \
				multiple_authorization_headers multiple_credentials not_an_access_token principal_missing proof_invalid \
				proof_missing refused_by_application reserved_authority service_exception signature_invalid subject_missing token_expired \
				token_in_form token_in_query token_inactive token_malformed token_not_yet_valid token_revoked \
				token_too_large token_unchecked token_use type_missing type_not_allowed validator_refused"""
			.split(" "));

	private static final Map<String, Rule> SHIPPED = new LinkedHashMap<>();

	static {
		Set<String> password = Set.of("bad_credentials", LoginGuard.DELAYED);
		shipped("failed-logins", FAILURE, password, null, TEN_MINUTES, 10, Field.USER);
		shipped("failed-logins-by-address", FAILURE,
				Set.of("bad_credentials", LoginGuard.DELAYED, "refused_by_application"), null, TEN_MINUTES, 50,
				Field.ADDRESS)
			.setComparedTo(LOGIN);
		shipped("credential-stuffing", FAILURE, password, Field.USER, TEN_MINUTES, 20, Field.NETWORK)
			.setComparedTo(LOGIN);
		shipped("password-spraying", FAILURE, password, Field.NETWORK, TEN_MINUTES, 4, Field.USER);
		shipped("success-after-failures", FAILURE, password, null, Duration.ofHours(1), 7, Field.USER)
			.setFollowedBy(LOGIN);
		shipped("token-networks", Signal.TOKEN_USED, Set.of(), Field.WIDE_NETWORK, TEN_MINUTES, 3, Field.TOKEN);
		shipped("revoked-tokens", FAILURE, Set.of("*_revoked", "token_inactive", "key_distrusted"), null, TEN_MINUTES,
				50, Field.ADDRESS)
			.setComparedTo(LOGIN);
		shipped("forged-tokens", FAILURE,
				Set.of("credentials_refused", "signature_invalid", "key_unknown", "issuer_unknown",
						"algorithm_not_allowed", "header_*", "*_malformed", "api_key_wrong", "api_key_unknown",
						"proof_invalid"),
				null, TEN_MINUTES, 20, Field.ADDRESS)
			.setComparedTo(LOGIN);
		shipped("permission-probing", DENIAL, Set.of(), Field.ROUTE, TEN_MINUTES, 10, Field.CLIENT);
		shipped("object-enumeration", DENIAL, Set.of(), Field.PATH, TEN_MINUTES, 30, Field.CLIENT, Field.ROUTE)
			.getEvents()
			.add(Signal.OBJECT_NOT_FOUND);
		shipped("path-scanning", Signal.PATH_NOT_FOUND, Set.of(), Field.PATH, TEN_MINUTES, 20, Field.ADDRESS);
		shipped("honeypot", Signal.HONEYPOT, Set.of(), null, TEN_MINUTES, 0, Field.ADDRESS);
		shipped("validation-storm", "input_validation_fail", Set.of(), null, TEN_MINUTES, 100, Field.CLIENT);
		shipped("limit-saturation", "excess_rate_limit_exceeded", Set.of(), null, Duration.ofMinutes(15), 10,
				Field.CLIENT);
		shipped("mass-sensitive-read", "sensitive_read", Set.of(), null, TEN_MINUTES, 300, Field.USER);
		shipped("abnormal-client", Signal.REQUEST, Set.of(), null, UsualTraffic.HOUR, 10, Field.CLIENT);
		shipped("abnormal-route", Signal.REQUEST, Set.of(), null, UsualTraffic.HOUR, 10, Field.ROUTE);
	}

	private DetectionRules() {
	}

	private static Rule shipped(String id, String event, Set<String> reasons, @Nullable Field distinct, Duration window,
			int threshold, Field... key) {
		Rule rule = new Rule();
		rule.getEvents().add(event);
		rule.getReasons().addAll(reasons);
		rule.getKey().addAll(Arrays.asList(key));
		rule.setDistinct(distinct);
		rule.setWindow(window);
		rule.setThreshold(threshold);
		rule.getRespond().add("alert");
		SHIPPED.put(id, rule);
		return rule;
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
		String[] parts = text.strip().split("\\s+");
		String action = "Use 'event', 'alert', 'throttle', 'throttle 10m' or 'block 15m'.";
		Response.Kind kind = Arrays.stream(Response.Kind.values())
			.filter((known) -> known.name().toLowerCase(Locale.ROOT).equals(parts[0]))
			.findFirst()
			.orElse(null);
		boolean timed = kind == Response.Kind.BLOCK || kind == Response.Kind.THROTTLE;
		PropertyValue.refuseIf(
				kind == null || parts.length > ((timed) ? 2 : 1) || (kind == Response.Kind.BLOCK && parts.length == 1),
				property, text, action);
		Duration time = (parts.length == 2) ? parse(property, parts[1], action) : (timed) ? window : Duration.ZERO;
		PropertyValue.refuseIf(timed && (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(MAX_TIME) > 0),
				property, text, "Use a time between '1s' and '30d'.");
		return new Response(kind, time);
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
			.flatMap((rule) -> Stream.concat(unknownEvents(rule), unknownReasons(rule))
				.map((name) -> "'" + name + "' of '" + rule.id() + "'"))
			.toList();
	}

	private static Stream<@Nullable String> unknownEvents(DetectionRule rule) {
		return Stream.concat(rule.events().stream(), Stream.of(rule.comparedTo(), rule.followedBy()))
			.filter((event) -> event != null && !KNOWN_EVENTS.contains(event));
	}

	private static Stream<String> unknownReasons(DetectionRule rule) {
		return rule.events().equals(Set.of(FAILURE)) ? rule.reasons()
			.stream()
			.filter((reason) -> KNOWN_FAILURES.stream()
				.noneMatch((known) -> PatternMatchUtils.simpleMatch(reason, known))) : Stream.empty();
	}

}
