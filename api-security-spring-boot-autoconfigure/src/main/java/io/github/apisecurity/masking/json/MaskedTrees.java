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

package io.github.apisecurity.masking.json;

import java.util.Collection;
import java.util.Map;

import io.github.apisecurity.masking.rule.MaskingRule;
import io.github.apisecurity.masking.rule.MaskingRules;
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
		if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				MaskWriteBackException failure = find(String.valueOf(entry.getKey()), entry.getValue(), parser);
				if (failure != null) {
					failure.prependPath(map, String.valueOf(entry.getKey()));
					return failure;
				}
			}
		}
		else if (value instanceof JsonNode node && node.isObject()) {
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				MaskWriteBackException failure = find(property.getKey(), property.getValue(), parser);
				if (failure != null) {
					failure.prependPath(node, property.getKey());
					return failure;
				}
			}
		}
		else if (value instanceof Collection<?> || (value instanceof JsonNode node && node.isArray())) {
			int index = 0;
			for (Object element : (Iterable<?>) value) {
				MaskWriteBackException failure = find(element, parser);
				if (failure != null) {
					failure.prependPath(value, index);
					return failure;
				}
				index++;
			}
		}
		return null;
	}

	private @Nullable MaskWriteBackException find(String name, @Nullable Object value, JsonParser parser) {
		for (MaskingRule rule : this.rules.candidates(name)) {
			if (holdsMask(value, rule)) {
				return new MaskWriteBackException(parser);
			}
		}
		return find(value, parser);
	}

	private static boolean holdsMask(@Nullable Object value, MaskingRule rule) {
		if (value instanceof CharSequence text) {
			return rule.isMask(text.toString());
		}
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.anyMatch((entry) -> isMaskedKey(entry.getKey(), rule) || holdsMask(entry.getValue(), rule));
		}
		if (value instanceof JsonNode node && node.isString()) {
			return rule.isMask(node.stringValue());
		}
		if (value instanceof JsonNode node && node.isObject()) {
			return node.properties()
				.stream()
				.anyMatch((entry) -> isMaskedKey(entry.getKey(), rule) || holdsMask(entry.getValue(), rule));
		}
		if (value instanceof Iterable<?> elements) {
			for (Object element : elements) {
				if (element != value && holdsMask(element, rule)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isMaskedKey(@Nullable Object key, MaskingRule rule) {
		return !rule.keepKeys() && key instanceof String text && WriteBackGuard.isMaskedKey(text, rule);
	}

}
