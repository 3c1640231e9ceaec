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

package io.github.apisecurity.authorization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.AuthorizationProperties.Access;
import io.github.apisecurity.authorization.AuthorizationProperties.Rule;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * One rule for the requests to a path.
 *
 * @param pattern the path pattern
 * @param methods the methods the rule is for, all when empty
 * @param access who may pass
 * @param authorities the authorities of which one is needed
 */
record AuthorizationRule(String pattern, Set<HttpMethod> methods, Access access, Set<String> authorities) {

	private static final Set<String> METHODS = Set.of(HttpMethod.values())
		.stream()
		.map(HttpMethod::name)
		.collect(Collectors.toCollection(TreeSet::new));

	static List<AuthorizationRule> listOf(AuthorizationProperties properties) {
		List<Rule> rules = properties.getRules();
		return IntStream.range(0, rules.size())
			.mapToObj((index) -> of("api-security.authorization.rules[" + index + "]", rules.get(index)))
			.toList();
	}

	private static AuthorizationRule of(String key, Rule rule) {
		if (rule.getAccess() != Access.AUTHENTICATED && !rule.getAuthorities().isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(key + ".authorities", rule.getAuthorities(),
					"Authorities are checked with access 'authenticated' only. Remove them or change 'access'.");
		}
		Set<HttpMethod> methods = rule.getMethods()
			.stream()
			.flatMap((method) -> withHead(method(key + ".methods", method)))
			.collect(Collectors.toUnmodifiableSet());
		return new AuthorizationRule(pattern(key + ".pattern", rule.getPattern()), methods, rule.getAccess(),
				Set.copyOf(rule.getAuthorities()));
	}

	private static String pattern(String key, @Nullable String pattern) {
		if (pattern == null || !pattern.startsWith("/")) {
			throw new InvalidConfigurationPropertyValueException(key, pattern,
					"Use a path pattern that starts with a slash, such as '/api/**'.");
		}
		try {
			PathPatternParser.defaultInstance.parse(pattern);
			return pattern;
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException(key, pattern,
					ex.getMessage() + ". Use a path pattern, such as '/api/**'.", ex);
		}
	}

	private static Stream<HttpMethod> withHead(HttpMethod method) {
		// Spring MVC answers HEAD with the handler of GET.
		return (method == HttpMethod.GET) ? Stream.of(HttpMethod.GET, HttpMethod.HEAD) : Stream.of(method);
	}

	private static HttpMethod method(String key, String method) {
		String name = method.toUpperCase(Locale.ROOT);
		if (!METHODS.contains(name)) {
			throw new InvalidConfigurationPropertyValueException(key, method, "Use one of " + METHODS + ".");
		}
		return HttpMethod.valueOf(name);
	}

	/**
	 * Return the rule as an operator reads it.
	 * @return the rule by its properties
	 */
	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("pattern", this.pattern);
		if (!this.methods.isEmpty()) {
			description.put("methods", this.methods.stream().map(HttpMethod::name).sorted().toList());
		}
		description.put("access", this.access);
		if (!this.authorities.isEmpty()) {
			description.put("authorities", this.authorities.stream().sorted().toList());
		}
		return description;
	}

}
