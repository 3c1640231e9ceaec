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

package io.github.apisecurity.masking.jackson;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Looks for masks in what has no properties of its own: maps, lists and trees. Of the
 * path of a rule the last name counts.
 *
 * @param rules find the rules for a name
 * @param clear tells whether the caller sees what a rule masks
 * @since 0.1.0
 */
public record MaskedTrees(Function<String, List<MaskingRule>> rules, Predicate<MaskingRule> clear) {

	/**
	 * Refuse masks.
	 * @param value what may hold them
	 * @param parser where it was read from, if that is known
	 * @param operation whether it is an operation of a JSON Patch, which may have lost
	 * its name
	 * @throws MaskWriteBackException if there is one
	 */
	public void check(@Nullable Object value, @Nullable JsonParser parser, boolean operation) {
		MaskWriteBackException failure = find(value, parser, operation);
		if (failure != null) {
			throw failure;
		}
	}

	private @Nullable MaskWriteBackException find(@Nullable Object value, @Nullable JsonParser parser,
			boolean operation) {
		// An operation of a JSON Patch (RFC 6902) names the property in its path.
		Object type = member(value, "op");
		boolean patch = operation || type != null;
		Object path = (patch) ? member(value, "path") : null;
		for (Map.Entry<?, ?> entry : entries(value)) {
			String name = String.valueOf(entry.getKey());
			Object content = entry.getValue();
			boolean refused = holdsMask(name, content)
					|| (path != null && name.equals("value") && names(path).anyMatch((at) -> holdsMask(at, content)))
					|| (patch && tells(name, type) && names(Parts.content(content)).anyMatch(this::isHidden));
			MaskWriteBackException failure = (refused) ? new MaskWriteBackException(parser)
					: find(content, parser, false);
			if (failure != null) {
				failure.prependPath(value, name);
				return failure;
			}
		}
		int index = 0;
		for (Object element : elements(value)) {
			MaskWriteBackException failure = find(element, parser, false);
			if (failure != null) {
				failure.prependPath(value, index);
				return failure;
			}
			index++;
		}
		return null;
	}

	// What is copied goes where no rule masks it, and a test tells whether it fits.
	private static boolean tells(String name, @Nullable Object type) {
		return name.equals("from") || (name.equals("path") && "test".equals(type));
	}

	private static Stream<String> names(@Nullable Object pointer) {
		return Stream.of(String.valueOf(pointer).split("/")).map((name) -> name.replace("~1", "/").replace("~0", "~"));
	}

	private boolean isHidden(String name) {
		return this.rules.apply(name).stream().anyMatch(this.clear.negate());
	}

	private static @Nullable Object member(@Nullable Object value, String name) {
		Map<?, ?> entries = Parts.entries(value);
		return (entries != null) ? Parts.content(entries.get(name)) : null;
	}

	private boolean holdsMask(String name, @Nullable Object value) {
		return this.rules.apply(name).stream().anyMatch((rule) -> holdsMask(value, rule));
	}

	static boolean holdsMask(@Nullable Object value, MaskingRule rule) {
		Object content = Parts.content(value);
		if (content instanceof CharSequence text) {
			return rule.isMask(text.toString());
		}
		return elements(value).stream().anyMatch((element) -> holdsMask(element, rule)) || entries(value).stream()
			.anyMatch((entry) -> isMaskedKey(entry.getKey(), rule) || holdsMask(entry.getValue(), rule));
	}

	private static Set<? extends Map.Entry<?, ?>> entries(@Nullable Object value) {
		Map<?, ?> entries = Parts.entries(value);
		return (entries != null) ? entries.entrySet() : Set.of();
	}

	private static Collection<?> elements(@Nullable Object value) {
		Collection<?> elements = Parts.elements(value);
		return (elements != null) ? elements : Set.of();
	}

	static boolean isMaskedKey(@Nullable Object key, MaskingRule rule) {
		if (rule.keepKeys() || !(key instanceof String text)) {
			return false;
		}
		// Keys that are masked alike have a number.
		int number = text.lastIndexOf('-');
		return rule.isMask(text) || (number > 0 && text.length() - number <= 6
				&& text.substring(number + 1).chars().allMatch(Character::isDigit)
				&& rule.isMask(text.substring(0, number)));
	}

}
