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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

	static final List<String> SECRETS = List.of("*password*", "*passwd*", "*secret*", "*authorization", "*api*key*",
			"*token", "*access*token*", "*refresh*token*", "*private*key*", "pin", "*cookie");

	private static final String ERASED = "[erased]";

	private static final Pattern HEADER = Pattern.compile("(?i).*(?:cookie|authorization)");

	/**
	 * The start of an XML element.
	 */
	private static final Pattern ELEMENT = Pattern.compile(
			"<((?:NAME:)?(NAME))(?:\\s[^<>]{0,200}+)?(?<!/)>".replace("NAME", "\\p{L}[\\p{L}\\p{M}\\p{N}_.-]{0,63}+"));

	private static final int MAX_BLANKS = 40;

	private static final int MAX_NAME = 100;

	private final List<String> patterns;

	LogMask(List<String> patterns) {
		this.patterns = patterns.stream().map(LogMask::fold).toList();
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

	boolean isMasked(String name) {
		String folded = fold(name);
		String last = folded.substring(folded.lastIndexOf('.') + 1);
		for (String pattern : this.patterns) {
			if (PatternMatchUtils.simpleMatch(pattern, folded) || PatternMatchUtils.simpleMatch(pattern, last)) {
				return true;
			}
		}
		return false;
	}

	private static String fold(String name) {
		// As String.equalsIgnoreCase does: all kinds of i are one.
		char[] characters = name.toCharArray();
		for (int i = 0; i < characters.length; i++) {
			characters[i] = Character.toLowerCase(Character.toUpperCase(characters[i]));
		}
		return new String(characters);
	}

	String erased() {
		return ERASED;
	}

	String mask(String text) {
		if (this.patterns.isEmpty()) {
			return text;
		}
		String masked = (text.contains("</")) ? maskElements(text) : text;
		LogValue value = new LogValue(masked);
		StringBuilder result = new StringBuilder();
		int end = 0;
		for (int sign = 0; sign < masked.length(); sign++) {
			if (masked.charAt(sign) == '=' || masked.charAt(sign) == ':') {
				String name = nameBefore(masked, end, sign);
				if (isAnyMasked(name)) {
					int start = valueStart(masked, sign + 1);
					int stop = value.end(start, HEADER.matcher(name).matches());
					end = append(result, masked, end, start, stop);
					sign = Math.max(sign, end - 1);
				}
			}
		}
		return (end > 0) ? result.append(masked, end, masked.length()).toString() : masked;
	}

	private String maskElements(String text) {
		StringBuilder result = new StringBuilder();
		int end = 0;
		for (Matcher element = ELEMENT.matcher(text); element.find();) {
			if (isMasked(element.group(2))) {
				end = append(result, text, end, element.end(), elementEnd(text, element));
				element.region(end, text.length());
			}
		}
		return result.append(text, end, text.length()).toString();
	}

	private static int elementEnd(String text, Matcher element) {
		// The element may hold others of its name.
		Matcher tag = Pattern.compile("<(/?)" + Pattern.quote(element.group(1)) + "(?![^<>]{0,200}/>)").matcher(text);
		int depth = 1;
		for (boolean found = tag.find(element.end()); found; found = tag.find()) {
			depth += (tag.group(1).isEmpty()) ? 1 : -1;
			if (depth == 0) {
				return tag.start();
			}
		}
		return text.length();
	}

	private static int append(StringBuilder result, String text, int from, int start, int stop) {
		if (stop <= start) {
			return from;
		}
		String quote = (text.charAt(start) == '"') ? "\"" : "";
		result.append(text, from, start).append(quote).append(ERASED).append(quote);
		return stop;
	}

	// Such as name=, name: , "name":, names[0]= or object[name]=, the quotes escaped
	// where JSON is in JSON.
	private static String nameBefore(String text, int from, int sign) {
		int end = sign;
		while (end > from && sign - end < MAX_BLANKS && Character.isWhitespace(text.charAt(end - 1))) {
			end--;
		}
		boolean brackets = end > from && text.charAt(end - 1) == ']';
		int last = end;
		while (end > from && last - end < MAX_BLANKS && "\\\"']".indexOf(text.charAt(end - 1)) != -1) {
			end--;
		}
		int start = end;
		while (start > from && end - start < MAX_NAME && isPartOfName(text.charAt(start - 1), brackets)) {
			start--;
		}
		while (start < end && "-.".indexOf(text.charAt(start)) != -1) {
			start++;
		}
		return text.substring(start, end);
	}

	private static boolean isPartOfName(char character, boolean brackets) {
		return Character.isUnicodeIdentifierPart(character) || character == '.' || character == '-'
				|| Character.isSurrogate(character) || (brackets && "[]\"'".indexOf(character) != -1);
	}

	private boolean isAnyMasked(String names) {
		if (names.indexOf('[') == -1) {
			return isMasked(names);
		}
		return Stream.of(names.split("[\\[\\]\"']+")).anyMatch(this::isMasked);
	}

	private static int valueStart(String text, int from) {
		int start = from;
		while (start < text.length() && start - from < MAX_BLANKS && Character.isWhitespace(text.charAt(start))) {
			start++;
		}
		return start;
	}

}
