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

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;

import org.springframework.lang.Contract;
import org.springframework.util.StringUtils;

/**
 * Path of properties from the root of a document, such as {@code $.customer.*.iban}.
 * {@code *} stands for one property or for the elements of an array; an array that the
 * path does not mention is passed through, so that the path of an object also holds for a
 * list of such objects.
 *
 * @param segments the names
 * @param aliases other names of each, in documents
 */
record PathPattern(List<String> segments, List<Set<String>> aliases) {

	private static final String ROOT = "$.";

	private static final String ANY = "*";

	private static final String SEPARATORS = "_-.";

	static boolean isPath(String text) {
		return text.startsWith("$");
	}

	static PathPattern of(String property, String text) {
		PropertyValue.refuseIf(text.startsWith("$.."), property, text,
				"A path starts at the root: for a name at any depth use the name alone, without '$..'.");
		String path = text.replace("[*]", "." + ANY).replace("$..", "$.");
		PropertyValue.refuseIf(!path.startsWith(ROOT) || path.indexOf('[') != -1, property, text,
				"A path starts with '$.', has names, and '*' for any name or array, such as '$.customer.*.iban'.");
		String[] segments = StringUtils.delimitedListToStringArray(path.substring(ROOT.length()), ".");
		PropertyValue.refuseIf(segments.length == 0 || !Stream.of(segments).allMatch(StringUtils::hasText), property,
				text, "A path has a name between two dots.");
		return new PathPattern(List.of(segments),
				Stream.of(segments).<Set<String>>map((segment) -> ConcurrentHashMap.newKeySet()).toList());
	}

	/**
	 * Remember another name of what is on the way to the property, wherever that is.
	 * @param alias the name in a document
	 * @param name the name that this path may have
	 */
	void alias(String alias, String name) {
		for (int i = 0; i < this.segments.size() - 1; i++) {
			if (isSame(this.segments.get(i), name)) {
				this.aliases.get(i).add(alias);
			}
		}
	}

	List<Predicate<String>> names() {
		return IntStream.range(0, this.segments.size())
			.<Predicate<String>>mapToObj((index) -> (name) -> matches(index, name))
			.toList();
	}

	boolean endsWith(String name) {
		return matches(this.segments.size() - 1, name);
	}

	/**
	 * Return whether an object is where this path has its last name.
	 * @param object where the object is
	 * @param wrapped whether an object around the document names its type; a path may
	 * have that name or not
	 * @return whether it is
	 */
	boolean leadsTo(TokenStreamContext object, boolean wrapped) {
		return leadsTo(object, this.segments.size() - 2, wrapped);
	}

	private boolean leadsTo(TokenStreamContext position, int last, boolean wrapped) {
		TokenStreamContext parent = position.getParent();
		if (isRoot(parent) || (wrapped && last < 0 && parent.inObject() && isRoot(parent.getParent()))) {
			return last < 0;
		}
		if (parent.inArray()) {
			return leadsTo(parent, last, wrapped) || (last >= 0 && isAny(last) && leadsTo(parent, last - 1, wrapped));
		}
		return last >= 0 && matches(last, parent.currentName()) && leadsTo(parent, last - 1, wrapped);
	}

	/**
	 * Return whether the names on the way to an object are known.
	 * @param object where the object is
	 * @return whether they are
	 */
	static boolean isKnown(TokenStreamContext object) {
		TokenStreamContext parent = object.getParent();
		return isRoot(parent) || ((parent.inArray() || parent.currentName() != null) && isKnown(parent));
	}

	@Contract("null -> true")
	private static boolean isRoot(@Nullable TokenStreamContext position) {
		return position == null || position.inRoot();
	}

	private boolean matches(int index, @Nullable String name) {
		// A generator that forgets the names of what it is in, as that of CBOR, is taken
		// to be on the path.
		return name == null || isAny(index) || isSame(this.segments.get(index), name)
				|| this.aliases.get(index).contains(name);
	}

	/**
	 * Return whether two names differ only in what a naming strategy changes, so that a
	 * path with names in Java holds for a document as well.
	 */
	private static boolean isSame(String segment, String name) {
		int index = 0;
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			if (index < segment.length() && lowerCase(segment.charAt(index)) == lowerCase(character)) {
				index++;
			}
			else if (SEPARATORS.indexOf(character) == -1) {
				return false;
			}
		}
		return index == segment.length();
	}

	private static char lowerCase(char character) {
		return Character.toLowerCase(character);
	}

	private boolean isAny(int index) {
		return ANY.equals(this.segments.get(index));
	}

	@Override
	public String toString() {
		return ROOT + String.join(".", this.segments);
	}

}
