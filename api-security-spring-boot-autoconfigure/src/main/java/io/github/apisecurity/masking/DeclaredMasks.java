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

import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.persistence.autoconfigure.EntityScanPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * Looks for masks in the packages of the application. A scan is what it takes to tell an
 * application without masks, which is none of our business, from one whose masked types
 * no controller declares, as entities of Spring Data REST.
 */
final class DeclaredMasks {

	private DeclaredMasks() {
	}

	/**
	 * Return the types of the application that declare masks.
	 * @param beanFactory knows the packages
	 * @return the types
	 */
	static Set<Class<?>> of(BeanFactory beanFactory) {
		Set<String> packages = new LinkedHashSet<>();
		if (AutoConfigurationPackages.has(beanFactory)) {
			packages.addAll(AutoConfigurationPackages.get(beanFactory));
		}
		if (ClassUtils.isPresent("org.springframework.boot.persistence.autoconfigure.EntityScanPackages", null)) {
			packages.addAll(EntityPackages.of(beanFactory));
		}
		Set<Class<?>> types = new HashSet<>();
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter((reader, factory) -> {
			Class<?> type = load(reader.getClassMetadata().getClassName());
			if (type != null && declares(type)) {
				types.add(type);
			}
			return false;
		});
		packages.forEach(scanner::findCandidateComponents);
		return types;
	}

	private static boolean declares(Class<?> type) {
		return Stream.<AnnotatedElement[]>of(type.getDeclaredFields(), type.getDeclaredMethods())
			.flatMap(Stream::of)
			.map(MergedAnnotations::from)
			.anyMatch(MaskingRules::areMasking);
	}

	private static @Nullable Class<?> load(String className) {
		try {
			Class<?> type = ClassUtils.forName(className, null);
			type.getDeclaredMethods();
			type.getDeclaredFields();
			return type;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// A class of an optional library, which is not written either.
			return null;
		}
	}

	/**
	 * Entities may be in packages of their own.
	 */
	private static final class EntityPackages {

		static List<String> of(BeanFactory beanFactory) {
			return EntityScanPackages.get(beanFactory).getPackageNames();
		}

	}

}
