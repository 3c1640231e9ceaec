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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.apisecurity.masking.jackson.MaskedTypes.Member;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.ClassUtil;

/**
 * Tells whether a path leads to a property of some document, as far as types tell.
 *
 * @param types what types consist of
 * @param documents the types of the documents
 */
record KnownPaths(MaskedTypes types, Set<JavaType> documents) {

	/**
	 * Return whether there is such a path.
	 * @param path tells of each name whether it may stand at that place
	 * @return whether there is, {@code true} when that cannot be told
	 */
	boolean contain(List<Predicate<String>> path) {
		if (leadsOn(this.documents, path)) {
			return true;
		}
		Set<JavaType> wrapped = this.documents.stream()
			.filter((document) -> path.get(0).test(this.types.wrapperName(document)))
			.collect(Collectors.toSet());
		return path.size() > 1 && leadsOn(wrapped, path.subList(1, path.size()));
	}

	private boolean leadsOn(Set<JavaType> start, List<Predicate<String>> path) {
		Set<JavaType> places = new LinkedHashSet<>();
		for (JavaType document : start) {
			enter(document, places);
		}
		for (int i = 0; i < path.size(); i++) {
			if (places.stream().anyMatch(this::isOpen)) {
				return true;
			}
			Set<JavaType> next = new LinkedHashSet<>();
			for (JavaType place : places) {
				follow(place, path.get(i), next);
				if (isWrapper(place) && i < path.size() - 1) {
					enter(place, next);
				}
			}
			places = next;
		}
		return !places.isEmpty();
	}

	// Arrays that a path does not mention are passed through, and what frameworks put
	// around a value may have any names.
	private void enter(JavaType type, Set<JavaType> places) {
		if (places.add(type) && !type.isMapLikeType()) {
			// The parameters of other types are those of their properties.
			boolean all = type.isContainerType() || MaskedTypes.isForeign(type.getRawClass());
			this.types.parts(type)
				.stream()
				.filter((part) -> all
						|| (part.isTypeOrSubTypeOf(type.getRawClass()) && !part.hasRawClass(type.getRawClass())))
				.forEach((part) -> enter(part, places));
		}
	}

	private void follow(JavaType place, Predicate<String> name, Set<JavaType> next) {
		if (place.isMapLikeType() || (place.isContainerType() && name.test("*"))) {
			enter(place.getContentType(), next);
		}
		for (Member member : this.types.members(place)) {
			if (name.test(member.name()) || name.test(member.beanName())) {
				enter(member.type(), next);
			}
		}
	}

	// A page or a model, whose values have names around them that are not known here.
	private static boolean isWrapper(JavaType type) {
		return type.containedTypeCount() > 0
				&& type.getRawClass().getName().matches("org\\.springframework\\.(data|hateoas)\\..*");
	}

	private boolean isOpen(JavaType type) {
		Class<?> rawType = type.getRawClass();
		if (type.isContainerType() || type.isEnumType() || rawType.isSealed() || ClassUtil.isJDKClass(rawType)) {
			return rawType == Object.class;
		}
		return rawType.isInterface() || JsonNode.class.isAssignableFrom(rawType)
				|| !MaskedTypes.isForeign(rawType) && this.types.members(type).isEmpty();
	}

}
