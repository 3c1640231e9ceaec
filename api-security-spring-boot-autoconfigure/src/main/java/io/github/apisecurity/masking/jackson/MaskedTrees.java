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

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * Looks for masks in what has no properties of its own: maps, lists and trees. Of the
 * path of a rule the last name counts.
 *
 * @param rules the rules
 */
record MaskedTrees(MaskingRules rules) {

	void check(@Nullable Object value, JsonParser parser) {
		MaskWriteBackException failure = find(value, parser);
		if (failure != null) {
			throw failure;
		}
	}

	private @Nullable MaskWriteBackException find(@Nullable Object value, JsonParser parser) {
		Object path = (isPatch(value)) ? member(value, "path") : null;
		for (Map.Entry<?, ?> entry : entries(value)) {
			String name = String.valueOf(entry.getKey());
			Object content = entry.getValue();
			boolean mask = holdsMask(name, content)
					|| (path != null && name.equals("value") && holdsMask(lastName(String.valueOf(path)), content));
			MaskWriteBackException failure = (mask) ? new MaskWriteBackException(parser) : find(content, parser);
			if (failure != null) {
				failure.prependPath(value, name);
				return failure;
			}
		}
		int index = 0;
		for (Object element : elements(value)) {
			MaskWriteBackException failure = find(element, parser);
			if (failure != null) {
				failure.prependPath(value, index);
				return failure;
			}
			index++;
		}
		return null;
	}

	private static boolean isPatch(@Nullable Object value) {
		// An operation of a JSON Patch (RFC 6902) names the property in its path.
		return entries(value).stream().anyMatch((entry) -> "op".equals(entry.getKey()));
	}

	private static @Nullable Object member(@Nullable Object value, String name) {
		return entries(value).stream()
			.filter((entry) -> name.equals(entry.getKey()))
			.<@Nullable Object>map((entry) -> (entry.getValue() instanceof JsonNode node && node.isString())
					? node.stringValue() : entry.getValue())
			.findFirst()
			.orElse(null);
	}

	private static String lastName(String pointer) {
		return pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
	}

	private static Collection<? extends Map.Entry<?, ?>> entries(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet();
		}
		return (value instanceof JsonNode node && node.isObject()) ? node.properties() : List.of();
	}

	private static Iterable<?> elements(@Nullable Object value) {
		if (value instanceof Collection<?> collection) {
			return collection;
		}
		return (value instanceof JsonNode node && node.isArray()) ? node : List.of();
	}

	private boolean holdsMask(String name, @Nullable Object value) {
		return this.rules.candidates(name).stream().anyMatch((rule) -> holdsMask(value, rule));
	}

	private static boolean holdsMask(@Nullable Object value, MaskingRule rule) {
		String text = (value instanceof JsonNode node && node.isString()) ? node.stringValue()
				: (value instanceof CharSequence characters) ? characters.toString() : null;
		if (text != null) {
			return rule.isMask(text);
		}
		for (Object element : elements(value)) {
			if (holdsMask(element, rule)) {
				return true;
			}
		}
		return entries(value).stream()
			.anyMatch((entry) -> isMaskedKey(entry.getKey(), rule) || holdsMask(entry.getValue(), rule));
	}

	private static boolean isMaskedKey(@Nullable Object key, MaskingRule rule) {
		return !rule.keepKeys() && key instanceof String text && WriteBackGuard.isMaskedKey(text, rule);
	}

}
