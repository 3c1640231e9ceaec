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

package io.github.apisecurity.masking.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.masking.MaskingProperties;
import io.github.apisecurity.masking.RuleKeys;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.PatternMatchUtils;

/**
 * Erases what belongs to a name: the names of {@code api-security.masking.properties} and
 * those of {@code api-security.masking.logging.names}. Of a path the last name counts.
 * Which strategy a rule has does not matter in a log.
 */
class LogMask {

	private static final List<String> SECRETS = List.of("*password*", "*passwd*", "*secret*", "authorization",
			"*api*key*", "*access*token*", "*refresh*token*", "id*token", "*private*key*", "cookie", "set-cookie");

	private static final String ERASED = "[erased]";

	/**
	 * A name and the sign between it and what belongs to it: {@code name=},
	 * {@code name: } or {@code "name":}, the quotes escaped where JSON is in JSON.
	 */
	private static final Pattern NAME = Pattern
		.compile("([A-Za-z][A-Za-z0-9_.-]{0,63}+)\\\\{0,3}+[\"']?\\s{0,3}+[=:]\\s{0,3}+");

	private static final Pattern HEADER = Pattern.compile("(?i)(?:.*[.-])?(?:cookie|authorization)");

	/**
	 * The start of an XML element.
	 */
	private static final Pattern ELEMENT = Pattern
		.compile("<((?:[A-Za-z0-9_.-]{1,64}+:)?([A-Za-z][A-Za-z0-9_.-]{0,63}+))(?:\\s[^<>]{0,200}+)?(?<!/)>");

	private final List<String> patterns;

	LogMask(List<String> patterns) {
		this.patterns = patterns.stream().map((pattern) -> pattern.toLowerCase(Locale.ROOT)).toList();
	}

	static LogMask of(Environment environment) {
		Binder binder = Binder.get(environment);
		boolean enabled = binder.bind("api-security.masking.enabled", Boolean.class).orElse(true)
				&& binder.bind("api-security.masking.logging.enabled", Boolean.class).orElse(true);
		if (!enabled) {
			return new LogMask(List.of());
		}
		Map<String, String> rules = RuleKeys.read(environment, "api-security.masking.properties");
		List<String> patterns = new ArrayList<>(SECRETS);
		patterns.addAll(names(binder));
		rules.keySet().forEach((key) -> {
			String name = key.substring(Math.max(key.lastIndexOf('.'), key.lastIndexOf('#')) + 1);
			if (!name.equals("*")) {
				patterns.add(name);
			}
		});
		return new LogMask(patterns);
	}

	private static List<String> names(Binder binder) {
		return binder.bind("api-security.masking.logging", MaskingProperties.Logging.class)
			.orElseGet(MaskingProperties.Logging::new)
			.getNames();
	}

	boolean matches(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		for (String pattern : this.patterns) {
			if (PatternMatchUtils.simpleMatch(pattern, lowerCase)) {
				return true;
			}
		}
		return false;
	}

	String erased() {
		return ERASED;
	}

	String mask(String text) {
		if (this.patterns.isEmpty()) {
			return text;
		}
		String masked = (text.indexOf("</") != -1) ? mask(text, ELEMENT, 2, (element) -> elementEnd(text, element))
				: text;
		if (masked.indexOf('=') == -1 && masked.indexOf(':') == -1) {
			return masked;
		}
		LogValue value = new LogValue(masked);
		return mask(masked, NAME, 1, (name) -> value.end(name.end(), HEADER.matcher(name.group(1)).matches()));
	}

	private static int elementEnd(String text, Matcher element) {
		int end = text.indexOf("</" + element.group(1), element.end());
		return (end != -1) ? end : text.length();
	}

	private String mask(String text, Pattern pattern, int group, ToIntFunction<Matcher> valueEnd) {
		Matcher name = pattern.matcher(text);
		StringBuilder masked = null;
		int end = 0;
		while (name.find()) {
			// Only what belongs to a masked name is looked at, so that each text is read
			// once.
			int start = name.end();
			int stop = (isMasked(name.group(group))) ? valueEnd.applyAsInt(name) : start;
			if (stop > start) {
				masked = (masked != null) ? masked : new StringBuilder(text.length());
				boolean quoted = text.charAt(start) == '"';
				masked.append(text, end, start).append((quoted) ? '"' + ERASED + '"' : ERASED);
				end = stop;
				name.region(end, text.length());
			}
		}
		return (masked != null) ? masked.append(text, end, text.length()).toString() : text;
	}

	boolean isMasked(String name) {
		return matches(name) || matches(name.substring(name.lastIndexOf('.') + 1));
	}

}
