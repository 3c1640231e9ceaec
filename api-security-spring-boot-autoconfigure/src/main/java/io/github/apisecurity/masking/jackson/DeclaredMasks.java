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

import java.lang.reflect.AnnotatedElement;
import java.util.stream.Stream;

import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.Masked;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
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

	static boolean exist(BeanFactory beanFactory) {
		if (!AutoConfigurationPackages.has(beanFactory)) {
			return false;
		}
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {

			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return true;
			}

		};
		scanner.addIncludeFilter((reader, factory) -> declares(reader.getClassMetadata().getClassName()));
		return AutoConfigurationPackages.get(beanFactory)
			.stream()
			.anyMatch((name) -> !scanner.findCandidateComponents(name).isEmpty());
	}

	private static boolean declares(String className) {
		try {
			Class<?> type = ClassUtils.forName(className, null);
			return Stream.<AnnotatedElement[]>of(type.getDeclaredFields(), type.getDeclaredMethods())
				.flatMap(Stream::of)
				.map(MergedAnnotations::from)
				.anyMatch((annotations) -> annotations.isPresent(Masked.class)
						|| annotations.isPresent(Classified.class));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// A class of an optional library, which is not written either.
			return false;
		}
	}

}
