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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.github.apisecurity.masking.Sensitive;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.CollectionUtils;

/**
 * What a value consists of, whether it is a map, a collection, an array or a tree.
 *
 * @since 0.1.0
 */
public final class Parts {

	private Parts() {
	}

	/**
	 * Return what is held by a value that holds at most one.
	 * @param value the value
	 * @return what it holds, or the value itself
	 */
	public static @Nullable Object content(@Nullable Object value) {
		if (value instanceof Sensitive<?> sensitive) {
			return content(sensitive.reveal());
		}
		if (value instanceof Optional<?> optional) {
			return content(optional.orElse(null));
		}
		if (value instanceof AtomicReference<?> reference) {
			return content(reference.get());
		}
		return (value instanceof JsonNode node && node.isString()) ? node.stringValue() : value;
	}

	static @Nullable Map<?, ?> entries(@Nullable Object value) {
		if (value instanceof JsonNode node && node.isObject()) {
			Map<String, JsonNode> entries = new LinkedHashMap<>();
			node.properties().forEach((property) -> entries.put(property.getKey(), property.getValue()));
			return entries;
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return Collections.singletonMap(entry.getKey(), entry.getValue());
		}
		return (value instanceof Map<?, ?> map) ? map : null;
	}

	/**
	 * Return the elements of a value that has any.
	 * @param value the value
	 * @return the elements or {@code null} if the value is anything else
	 */
	public static @Nullable Collection<?> elements(@Nullable Object value) {
		if (value instanceof Collection<?> collection) {
			return collection;
		}
		if (value instanceof JsonNode node && node.isArray()) {
			return List.copyOf(node.values());
		}
		// Arrays of bytes and of characters are written as one text.
		return (value == null || !value.getClass().isArray() || value instanceof byte[] || value instanceof char[])
				? null : CollectionUtils.arrayToList(value);
	}

}
