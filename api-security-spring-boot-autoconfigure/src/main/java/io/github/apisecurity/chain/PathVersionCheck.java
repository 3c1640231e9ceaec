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

package io.github.apisecurity.chain;

import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.accept.ApiVersionStrategy;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses to start where a rule is for one spelling of the version in a path and handlers
 * answer to others, such as {@code 1.0} for {@code v1}.
 */
final class PathVersionCheck {

	// Whatever reads versions finds one in it, and no path of an application has it.
	private static final String PROBE = "v987654";

	// One version, as Spring MVC reads them.
	private static final List<String> SPELLINGS = List.of("1", "1.0", "v1");

	private PathVersionCheck() {
	}

	static void check(AbstractHandlerMapping mapping, RequestRule rule, String servletPath) {
		ApiVersionStrategy strategy = mapping.getApiVersionStrategy();
		List<String> segments = rule.segments(servletPath);
		for (int i = 0; strategy != null && i < segments.size(); i++) {
			if (PROBE.equals(version(strategy, path(segments, i, PROBE)))) {
				check(mapping, strategy, rule, segments, i);
				return;
			}
		}
	}

	private static void check(AbstractHandlerMapping mapping, ApiVersionStrategy strategy, RequestRule rule,
			List<String> segments, int index) {
		PathPattern segment = PathPatternParser.defaultInstance.parse("/" + segments.get(index));
		long matching = SPELLINGS.stream()
			.filter((version) -> segment.matches(PathContainer.parsePath("/" + version)))
			.count();
		// A segment such as backup is no version.
		boolean some = matching > 0 || segments.get(index).matches("[vV]?\\d[\\d.]*");
		PropertyValue.refuseIf(
				some && matching < SPELLINGS.size()
						&& SPELLINGS.stream().skip(1).anyMatch((other) -> isSame(strategy, "1", other))
						&& isServed(mapping, path(segments, index, PROBE)),
				rule.key() + ".pattern", rule,
				"'1' and '1.0' are the same version of the API there, and handlers answer to every spelling: a request "
						+ "would pass this rule by that of its version. Write '" + path(segments, index, "*")
						+ "', or define an ApiVersionParser bean that takes one spelling of each version only.");
	}

	private static boolean isServed(AbstractHandlerMapping mapping, String path) {
		RequestRule requests = RequestRule.endpoint("", path, "GET");
		return patterns(mapping).map((pattern) -> RequestRule.endpoint("", pattern, "GET"))
			.anyMatch((endpoint) -> !endpoint.isEveryPath() && endpoint.meets(requests));
	}

	private static Stream<String> patterns(AbstractHandlerMapping mapping) {
		if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
			return methods.getHandlerMethods().keySet().stream().flatMap((info) -> info.getPatternValues().stream());
		}
		return (mapping instanceof RouterFunctionMapping routes)
				? FunctionalRoutes.of(routes).stream().map(FunctionalRoutes.Route::path) : Stream.empty();
	}

	private static String path(List<String> segments, int index, String segment) {
		String[] changed = segments.toArray(String[]::new);
		changed[index] = segment;
		return "/" + String.join("/", changed);
	}

	// Where a version is only its strategy knows, which is asked about a request that
	// has nothing but a path.
	private static @Nullable String version(ApiVersionStrategy strategy, String path) {
		try {
			return strategy.resolveVersion(FilterChains.example(path, "GET", null));
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static boolean isSame(ApiVersionStrategy strategy, String version, String other) {
		try {
			return strategy.parseVersion(version).equals(strategy.parseVersion(other));
		}
		catch (RuntimeException ex) {
			// One of them is no version.
			return false;
		}
	}

}
