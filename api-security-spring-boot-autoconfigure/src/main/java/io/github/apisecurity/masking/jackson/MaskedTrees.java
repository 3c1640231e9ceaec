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
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Looks for masks in what has no properties of its own: maps, lists and trees. Of the
 * path of a rule the last name counts.
 *
 * @param rules the rules
 */
record MaskedTrees(MaskingRules rules) {

	void check(@Nullable Object value, JsonParser parser) {
		check(value, parser, false);
	}

	void check(@Nullable Object value, JsonParser parser, boolean operation) {
		MaskWriteBackException failure = find(value, parser, operation);
		if (failure != null) {
			throw failure;
		}
	}

	private @Nullable MaskWriteBackException find(@Nullable Object value, JsonParser parser, boolean operation) {
		// An operation of a JSON Patch (RFC 6902) names the property in its path.
		Object path = (operation || member(value, "op") != null) ? member(value, "path") : null;
		for (Map.Entry<?, ?> entry : entries(value)) {
			String name = String.valueOf(entry.getKey());
			Object content = entry.getValue();
			boolean mask = holdsMask(name, content)
					|| (path != null && name.equals("value") && isMaskAt(String.valueOf(path), content));
			MaskWriteBackException failure = (mask) ? new MaskWriteBackException(parser) : find(content, parser, false);
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

	private static @Nullable Object member(@Nullable Object value, String name) {
		Map<?, ?> entries = Parts.entries(value);
		return (entries != null) ? Parts.content(entries.get(name)) : null;
	}

	private boolean isMaskAt(String pointer, @Nullable Object value) {
		return Stream.of(pointer.split("/"))
			.anyMatch((name) -> holdsMask(name.replace("~1", "/").replace("~0", "~"), value));
	}

	private boolean holdsMask(String name, @Nullable Object value) {
		PropertyRules named = this.rules.named(name);
		return named != null && named.all().stream().anyMatch((rule) -> holdsMask(value, rule));
	}

	private static boolean holdsMask(@Nullable Object value, MaskingRule rule) {
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

	private static boolean isMaskedKey(@Nullable Object key, MaskingRule rule) {
		return !rule.keepKeys() && key instanceof String text && WriteBackGuard.isMaskedKey(text, rule);
	}

}
