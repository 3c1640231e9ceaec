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

package io.github.apisecurity.masking;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Reads maps whose keys are patterns. The binder drops characters such as {@code *} and
 * {@code $} from a key that does not stand in brackets; a rule for {@code *password*}
 * would silently become one for {@code password}.
 *
 * @since 0.1.0
 */
public final class RuleKeys {

	private RuleKeys() {
	}

	/**
	 * Read a map.
	 * @param environment the environment
	 * @param prefix the name of the property that holds the map
	 * @return the entries, with their keys as they were written
	 */
	public static Map<String, String> read(Environment environment, String prefix) {
		Map<String, String> rules = new LinkedHashMap<>();
		if (environment instanceof ConfigurableEnvironment configurable) {
			for (PropertySource<?> source : configurable.getPropertySources()) {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					for (String name : enumerable.getPropertyNames()) {
						String key = key(name, prefix);
						String value = (key != null) ? environment.getProperty(name) : null;
						if (key != null && value != null) {
							rules.putIfAbsent(key, value);
						}
					}
				}
			}
		}
		addBound(environment, prefix, rules);
		return rules;
	}

	/**
	 * Read a pattern. Names are compared in a time that grows with their length only,
	 * since they may be those of strangers.
	 * @param pattern the pattern, in which {@code *} is any text
	 * @return whether a name matches
	 */
	public static Predicate<String> pattern(String pattern) {
		String[] parts = pattern.split("\\*", -1);
		return (parts.length == 1) ? pattern::equals : (name) -> matches(parts, name);
	}

	private static boolean matches(String[] parts, String name) {
		String last = parts[parts.length - 1];
		if (!name.startsWith(parts[0]) || !name.endsWith(last)) {
			return false;
		}
		int end = parts[0].length();
		for (int i = 1; i < parts.length - 1; i++) {
			int found = name.indexOf(parts[i], end);
			if (found == -1) {
				return false;
			}
			end = found + parts[i].length();
		}
		return end + last.length() <= name.length();
	}

	private static @Nullable String key(String name, String prefix) {
		if (!name.startsWith(prefix) || name.length() <= prefix.length() + 1) {
			return null;
		}
		String key = name.substring(prefix.length());
		if (key.startsWith("[") && key.endsWith("]")) {
			return key.substring(1, key.length() - 1);
		}
		return key.startsWith(".") ? key.substring(1) : null;
	}

	private static void addBound(Environment environment, String prefix, Map<String, String> rules) {
		// Add what only the binder finds, such as an environment variable or another
		// spelling
		// of the prefix.
		Map<String, String> bound = Binder.get(environment)
			.bind(prefix, Bindable.mapOf(String.class, String.class))
			.orElseGet(Map::of);
		bound.forEach((key, value) -> {
			if (rules.keySet().stream().noneMatch((known) -> letters(known).equals(letters(key)))) {
				rules.put(key, value);
			}
		});
	}

	private static String letters(String key) {
		return key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

}
