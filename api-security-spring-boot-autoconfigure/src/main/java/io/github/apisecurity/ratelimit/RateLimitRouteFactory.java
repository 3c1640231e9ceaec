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

package io.github.apisecurity.ratelimit;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Makes routes from the properties.
 */
final class RateLimitRouteFactory {

	private RateLimitRouteFactory() {
	}

	static List<RateLimitRoute> create(List<RateLimitProperties.Route> routes, RateLimitPolicies policies) {
		return IntStream.range(0, routes.size())
			.mapToObj((index) -> create("api-security.rate-limit.routes[" + index + "]", routes.get(index), policies))
			.toList();
	}

	private static RateLimitRoute create(String property, RateLimitProperties.Route route, RateLimitPolicies policies) {
		if (route.getPolicies().isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property + ".policies", null,
					"Name at least one policy of 'api-security.rate-limit.policies'.");
		}
		return new RateLimitRoute(parse(property + ".pattern", route.getPattern()),
				route.getMethods()
					.stream()
					.map((method) -> HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)))
					.flatMap(RateLimitRouteFactory::withHead)
					.collect(Collectors.toUnmodifiableSet()),
				route.getPolicies().stream().map((name) -> policy(property + ".policies", name, policies)).toList());
	}

	private static Stream<HttpMethod> withHead(HttpMethod method) {
		// Spring MVC answers HEAD with the handler of GET.
		return (method == HttpMethod.GET) ? Stream.of(HttpMethod.GET, HttpMethod.HEAD) : Stream.of(method);
	}

	private static PathPattern parse(String property, @Nullable String pattern) {
		if (pattern == null || !pattern.startsWith("/")) {
			throw new InvalidConfigurationPropertyValueException(property, pattern,
					"Use a path pattern that starts with a slash, such as '/api/**'.");
		}
		try {
			return PathPatternParser.defaultInstance.parse(pattern);
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException(property, pattern,
					"Use a path pattern, such as '/api/**'.", ex);
		}
	}

	private static PolicyUse policy(String property, String name, RateLimitPolicies policies) {
		Supplier<RateLimitPolicy> policy = policies.findConfigured(name);
		if (policy == null) {
			throw new InvalidConfigurationPropertyValueException(property, name, "There is no such policy. Use one of "
					+ policies.configuredNames() + " or add it to 'api-security.rate-limit.policies'.");
		}
		return new PolicyUse(policy, 0);
	}

}
