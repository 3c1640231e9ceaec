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

package io.github.apisecurity.encryption.jpa;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.core.ResolvableType;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ReflectionUtils;

/**
 * Types with {@link Encrypted @Encrypted} members, at any depth.
 *
 * @since 0.1.0
 */
public final class EncryptedTypes {

	private static final Predicate<AnnotatedElement> ENCRYPTED = (member) -> member
		.isAnnotationPresent(Encrypted.class);

	private static final Set<Class<?>> SUBJECTS = Set.of(String.class, Long.class, long.class, Integer.class, int.class,
			Short.class, short.class, UUID.class);

	private static final Map<Class<?>, Boolean> known = new ConcurrentReferenceHashMap<>();

	private EncryptedTypes() {
	}

	/**
	 * Return whether a person is known by the text of a value.
	 * @param type the class of the value
	 * @return whether it is a text, an integer or a UUID
	 */
	public static boolean isSubject(Class<?> type) {
		return SUBJECTS.contains(type);
	}

	/**
	 * Return whether something is encrypted in objects of a class.
	 * @param type the class
	 * @return whether something is
	 */
	public static boolean isEncrypted(Class<?> type) {
		return known.computeIfAbsent(type, (key) -> isEncrypted(ResolvableType.forClass(key)));
	}

	/**
	 * Return whether something is encrypted in objects of a type, or in what a container
	 * of that type holds.
	 * @param type the type
	 * @return whether something is
	 */
	public static boolean isEncrypted(ResolvableType type) {
		return hasMember(type, ENCRYPTED);
	}

	/**
	 * Return whether objects of a type, or what they hold, have a member of a kind.
	 * @param type the type
	 * @param wanted the kind
	 * @return whether they have
	 */
	public static boolean hasMember(ResolvableType type, Predicate<AnnotatedElement> wanted) {
		return hasMember(type, wanted, (part) -> true, new HashSet<>());
	}

	static boolean isEncrypted(Class<?> type, Predicate<Class<?>> followed) {
		return hasMember(ResolvableType.forClass(type), ENCRYPTED, followed, new HashSet<>());
	}

	private static boolean hasMember(ResolvableType type, Predicate<AnnotatedElement> wanted,
			Predicate<Class<?>> followed, Set<String> seen) {
		Class<?> raw = type.toClass();
		if (!followed.test(raw) || !seen.add(type + " " + raw.getName())) {
			return false;
		}
		boolean own = !raw.isPrimitive() && !raw.isEnum() && !raw.isArray() && !raw.getName().startsWith("java.");
		Stream<ResolvableType> parts = Stream
			.of(own ? ResolvableType.NONE : type, type.as(Iterable.class), type.as(Map.class))
			.flatMap((container) -> Stream.of(container.getGenerics()));
		if (type.isArray()) {
			parts = Stream.of(type.getComponentType());
		}
		if (own) {
			Set<AnnotatedElement> members = members(raw);
			if (members.stream().anyMatch(wanted)) {
				return true;
			}
			parts = Stream.of(parts,
					members.stream()
						.filter(Field.class::isInstance)
						.map((member) -> ResolvableType.forField((Field) member, type)),
					Stream.ofNullable(raw.getPermittedSubclasses()).flatMap(Stream::of).map(ResolvableType::forClass))
				.flatMap(Function.identity());
		}
		return parts.anyMatch((part) -> hasMember(part, wanted, followed, seen));
	}

	private static Set<AnnotatedElement> members(Class<?> type) {
		Set<AnnotatedElement> members = new HashSet<>();
		try {
			ReflectionUtils.doWithFields(type, members::add, (field) -> !Modifier.isStatic(field.getModifiers()));
			ReflectionUtils.doWithMethods(type, members::add);
		}
		catch (IllegalStateException ex) {
			// What cannot be loaded as a whole is not of the application.
		}
		return members;
	}

}
