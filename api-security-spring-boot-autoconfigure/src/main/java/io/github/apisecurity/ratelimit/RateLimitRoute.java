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
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Policies of the requests to a path.
 *
 * @param pattern the path pattern
 * @param methods the methods, all when empty
 * @param policies the policies
 */
record RateLimitRoute(PathPattern pattern, Set<HttpMethod> methods, List<RateLimitPolicy> policies) {

	static RateLimitRoute of(int index, RateLimitProperties.Route route, RateLimitPolicies policies) {
		String key = "api-security.rate-limit.routes[" + index + "]";
		if (route.getPolicies().isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(key + ".policies", null,
					"Name at least one policy of 'api-security.rate-limit.policies'.");
		}
		return new RateLimitRoute(parse(key + ".pattern", route.getPattern()),
				route.getMethods()
					.stream()
					.map((method) -> HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)))
					.collect(Collectors.toUnmodifiableSet()),
				route.getPolicies().stream().map((name) -> policy(key + ".policies", name, policies)).toList());
	}

	private static PathPattern parse(String key, @Nullable String pattern) {
		if (pattern == null || !pattern.startsWith("/")) {
			throw new InvalidConfigurationPropertyValueException(key, pattern,
					"Use a path pattern that starts with a slash, such as '/api/**'.");
		}
		try {
			return PathPatternParser.defaultInstance.parse(pattern);
		}
		catch (PatternParseException ex) {
			throw new InvalidConfigurationPropertyValueException(key, pattern, "Use a path pattern, such as '/api/**'.",
					ex);
		}
	}

	private static RateLimitPolicy policy(String key, String name, RateLimitPolicies policies) {
		RateLimitPolicy policy = policies.find(name);
		if (policy == null) {
			throw new InvalidConfigurationPropertyValueException(key, name, "There is no such policy. Use one of "
					+ policies.names() + " or add it to 'api-security.rate-limit.policies'.");
		}
		return policy;
	}

	boolean matches(HttpServletRequest request) {
		if (!this.methods.isEmpty() && !this.methods.contains(HttpMethod.valueOf(request.getMethod()))) {
			return false;
		}
		PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
		return this.pattern.matches(path);
	}

}
