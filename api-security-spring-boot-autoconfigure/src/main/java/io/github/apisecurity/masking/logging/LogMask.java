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
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

import io.github.apisecurity.masking.MaskingProperties;
import io.github.apisecurity.masking.RuleKeys;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Erases what belongs to a name: the names of {@code api-security.masking.properties} and
 * those of {@code api-security.masking.logging.names}. Of a path the last name counts.
 * Which strategy a rule has does not matter in a log. A text that is escaped within the
 * text is looked at as it stands there and as what it says; whatever either finds goes.
 */
class LogMask {

	static final List<String> SECRETS = List.of("*password*", "*passwd*", "*passphrase*", "*passcode*", "pass", "*pwd",
			"*secret*", "*authorization", "*credentials", "*cookie", "*sessionid", "*token", "*tokens", "*token*value*",
			"*token*hint", "*access*token*", "*refresh*token*", "*client*assertion*", "*api*key*", "*private*key*",
			"*account*key", "*access*key", "*signing*key", "*encryption*key", "*master*key", "*amz*signature", "sig",
			"pin", "*pincode", "*cardpin", "*otp", "otp*code", "*onetime*code", "*verification*code", "*security*code",
			"cvv*", "cvc*");

	static final String ERASED = "[erased]";

	/**
	 * How often a text may be one within a text.
	 */
	private static final int MAX_LEVELS = 4;

	private final List<Predicate<String>> patterns;

	LogMask(List<String> patterns) {
		// Of a path the last name counts.
		this.patterns = patterns.stream()
			.map((pattern) -> RuleKeys.pattern(pattern.startsWith("*") ? fold(pattern) : "*." + fold(pattern)))
			.toList();
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
		patterns
			.addAll(binder.bindOrCreate("api-security.masking.logging", MaskingProperties.Logging.class).getNames());
		rules.keySet().forEach((key) -> {
			String name = key.substring(Math.max(key.lastIndexOf('.'), key.lastIndexOf('#')) + 1);
			if (!name.equals("*")) {
				patterns.add(name);
			}
		});
		return new LogMask(patterns);
	}

	boolean isMasked(String name) {
		String folded = '.' + fold(name);
		for (Predicate<String> pattern : this.patterns) {
			if (pattern.test(folded)) {
				return true;
			}
		}
		return false;
	}

	private static String fold(String name) {
		// As String.equalsIgnoreCase does: all kinds of i are one. Naming strategies put
		// separators between words.
		char[] characters = name.replace("_", "").replace("-", "").toCharArray();
		for (int i = 0; i < characters.length; i++) {
			characters[i] = Character.toLowerCase(Character.toUpperCase(characters[i]));
		}
		return new String(characters);
	}

	String mask(CharSequence text) {
		BitSet erased = new BitSet();
		LogText level = (this.patterns.isEmpty()) ? null : new LogText(text, IntUnaryOperator.identity());
		for (int i = 0; level != null && i < MAX_LEVELS; i++) {
			boolean escapes = new LogScanner(level, this::isMasked, erased).scan();
			level = (escapes) ? level.unescaped() : null;
		}
		if (erased.isEmpty()) {
			return text.toString();
		}
		StringBuilder masked = new StringBuilder();
		int end = 0;
		for (int start = erased.nextSetBit(0); start != -1; start = erased.nextSetBit(end)) {
			String quote = (text.charAt(start) == '"') ? "\"" : "";
			masked.append(text, end, start).append(quote).append(ERASED).append(quote);
			end = erased.nextClearBit(start);
		}
		return masked.append(text, end, text.length()).toString();
	}

}
