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

package io.github.apisecurity.authentication.stepup;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.apisecurity.authentication.stepup.StepUpProperties.Rule;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Requirement for the requests to a path.
 *
 * @param pattern the path pattern
 * @param methods the methods the rule is for, all when empty
 * @param requirement what is required
 */
record StepUpRule(String pattern, Set<HttpMethod> methods, StepUpRequirement requirement) {

	static List<StepUpRule> listOf(List<Rule> rules) {
		return IntStream.range(0, rules.size())
			.mapToObj((index) -> of("api-security.authentication.step-up.rules[" + index + "]", rules.get(index)))
			.toList();
	}

	private static StepUpRule of(String key, Rule rule) {
		String pattern = rule.getPattern();
		if (pattern == null || !pattern.startsWith("/") || !isPattern(pattern)) {
			throw new InvalidConfigurationPropertyValueException(key + ".pattern", pattern,
					"Use a path pattern that starts with a slash, such as '/api/transfers/**'.");
		}
		try {
			return new StepUpRule(pattern,
					rule.getMethods()
						.stream()
						.map((name) -> HttpMethod.valueOf(name.toUpperCase(Locale.ROOT)))
						.collect(Collectors.toUnmodifiableSet()),
					new StepUpRequirement(rule.getAcr(), rule.getAmr(), rule.getMaxAge()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(key, pattern, ex.getMessage() + ".", ex);
		}
	}

	private static boolean isPattern(String pattern) {
		try {
			PathPatternParser.defaultInstance.parse(pattern);
			return true;
		}
		catch (PatternParseException ex) {
			return false;
		}
	}

}
