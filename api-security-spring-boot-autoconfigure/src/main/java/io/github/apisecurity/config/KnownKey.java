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

package io.github.apisecurity.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A key or a group of keys.
 */
final class KnownKey {

	final String name;

	final Map<String, KnownKey> children = new TreeMap<>();

	private final boolean inside;

	@Nullable String type;

	@Nullable Object description;

	KnownKey(String name, boolean inside) {
		this.name = name;
		this.inside = inside;
	}

	void add(String name, Map<String, Object> property) {
		KnownKey key = this;
		for (String element : name.split("\\.")) {
			key = key.children.computeIfAbsent(element, (child) -> new KnownKey(child, this.inside));
		}
		key.type = String.valueOf(property.get("type"));
		key.description = property.get("description");
	}

	boolean isNamed(List<String> elements, boolean separateWords) {
		return (separateWords) ? String.join("-", elements).equals(this.name) : elements.get(0).equals(uniformName());
	}

	String uniformName() {
		return this.name.replace("-", "");
	}

	boolean isGroup() {
		return this.type == null && !isElement();
	}

	boolean isElement() {
		return this.name.isEmpty();
	}

	boolean isCollection() {
		return this.type != null && this.type.matches("java\\.util\\.(List|Set|Collection)<.*|.*\\[]");
	}

	boolean isMap() {
		return this.type != null && this.type.startsWith("java.util.Map<");
	}

	/**
	 * Return whether it is a key of an element of a list or map, as of a rule.
	 * @return whether it is inside
	 */
	boolean isInside() {
		return this.inside;
	}

	boolean isList() {
		return isCollection() && !isElement();
	}

	boolean opensWhenEmpty() {
		return String.valueOf(this.description).matches("(?s).*\\b(All|Any|Everybody) when empty\\..*");
	}

	String describeChildren() {
		if (this.children.isEmpty()) {
			return isCollection() ? "a list is expected here" : "no keys are expected here";
		}
		return this.children.values()
			.stream()
			.map((child) -> child.name)
			.collect(Collectors.joining(", ", "known here: ", ""));
	}

}
