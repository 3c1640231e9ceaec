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

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;

import io.github.apisecurity.guard.InvalidGuardException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.data.core.PropertyPath;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.query.parser.Part;
import org.springframework.data.repository.query.parser.Part.IgnoreCaseType;
import org.springframework.data.repository.query.parser.PartTree;
import org.springframework.util.ReflectionUtils;

/**
 * Methods of repositories whose names are queries.
 *
 * @since 0.1.0
 */
public final class DerivedQueries {

	private static final Set<Part.Type> NULLNESS = EnumSet.of(Part.Type.IS_NULL, Part.Type.IS_NOT_NULL);

	private static final Set<Part.Type> EQUALITY = EnumSet.of(Part.Type.SIMPLE_PROPERTY,
			Part.Type.NEGATING_SIMPLE_PROPERTY, Part.Type.IN, Part.Type.NOT_IN);

	private DerivedQueries() {
	}

	/**
	 * Refuse a repository whose methods, by their names, ask for what encrypted
	 * attributes cannot do.
	 * @param repository the repository
	 * @throws InvalidGuardException if it is refused
	 */
	public static void check(RepositoryInformation repository) {
		for (Method method : repository.getQueryMethods()) {
			// That of each module of Spring Data has this name; it reads no other.
			boolean written = MergedAnnotations.from(method)
				.stream()
				.map((annotation) -> annotation.getType().getName())
				.anyMatch((name) -> name.startsWith("org.springframework.data.") && name.endsWith(".Query"));
			if (!written) {
				check(method, repository.getDomainType());
			}
		}
	}

	static void check(Method method, Class<?> domainType) {
		PartTree tree = parse(method, domainType);
		if (tree != null) {
			tree.getParts().forEach((part) -> refuseIf(!isPossible(part), method, part.getProperty()));
			tree.getSort()
				.stream()
				.map((order) -> PropertyPath.from(order.getProperty(), domainType))
				.forEach((path) -> refuseIf(isEncrypted(path.getLeafProperty()), method, path));
		}
	}

	// What is no derived query, such as a named one, is checked by Spring Data.
	private static @Nullable PartTree parse(Method method, Class<?> domainType) {
		try {
			return new PartTree(method.getName(), domainType);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static boolean isPossible(Part part) {
		PropertyPath leaf = part.getProperty().getLeafProperty();
		return !isEncrypted(leaf) || NULLNESS.contains(part.getType()) || (EQUALITY.contains(part.getType())
				&& part.shouldIgnoreCase() == IgnoreCaseType.NEVER && isPresent(leaf, BlindIndex.class));
	}

	private static boolean isEncrypted(PropertyPath property) {
		// An entity is compared by its key.
		return isPresent(property, Encrypted.class) || EncryptedTypes.isEncrypted(property.getType(),
				(part) -> MergedAnnotations.from(part).isPresent("jakarta.persistence.Embeddable"));
	}

	private static boolean isPresent(PropertyPath property, Class<? extends Annotation> type) {
		Class<?> owner = property.getOwningType().getType();
		AnnotatedElement field = ReflectionUtils.findField(owner, property.getSegment());
		var descriptor = BeanUtils.getPropertyDescriptor(owner, property.getSegment());
		Method getter = (descriptor != null) ? descriptor.getReadMethod() : null;
		return (field != null && field.isAnnotationPresent(type))
				|| (getter != null && getter.isAnnotationPresent(type));
	}

	private static void refuseIf(boolean refused, Method method, PropertyPath property) {
		if (refused) {
			throw new InvalidGuardException(
					"@Encrypted on " + property.getLeafProperty().getOwningType().getType().getName() + "."
							+ property.getLeafProperty().getSegment(),
					method.getDeclaringClass().getName() + "." + method.getName()
							+ " asks the database for what it cannot see.",
					"Add @BlindIndex, with which the attribute can be compared for equality (By, In, Not); it cannot be "
							+ "sorted, or searched by a part or ignoring case.");
		}
	}

}
