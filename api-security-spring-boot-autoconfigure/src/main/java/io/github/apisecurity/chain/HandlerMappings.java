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

package io.github.apisecurity.chain;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * The handler mappings of an application, those inside others included.
 *
 * @since 0.1.0
 */
public final class HandlerMappings {

	private static final String CONFIGURED = "requestMappingHandlerMapping";

	private HandlerMappings() {
	}

	/**
	 * Return mappings with those inside them.
	 * @param mappings the mappings that are beans
	 * @return the mappings in the same order
	 */
	public static Stream<HandlerMapping> of(Stream<HandlerMapping> mappings) {
		return mappings.flatMap(HandlerMappings::parts);
	}

	/**
	 * Return the mappings of a kind with those inside others.
	 * @param <T> the kind
	 * @param beanFactory has the mappings
	 * @param type the kind
	 * @return the mappings
	 */
	public static <T extends HandlerMapping> Stream<T> of(ListableBeanFactory beanFactory, Class<T> type) {
		return of(beanFactory.getBeanProvider(HandlerMapping.class).stream()).filter(type::isInstance).map(type::cast);
	}

	/**
	 * Return the handler methods of which the interceptors of
	 * {@link org.springframework.web.servlet.config.annotation.WebMvcConfigurer}s hear
	 * whenever they are called. A mapping that the application defines itself has none of
	 * them.
	 * @param beanFactory the bean factory
	 * @return the methods and their beans
	 */
	public static Set<MethodClassKey> intercepted(ListableBeanFactory beanFactory) {
		Set<MethodClassKey> intercepted = new HashSet<>();
		Set<MethodClassKey> others = new HashSet<>();
		Object configured = (beanFactory.containsBean(CONFIGURED)) ? beanFactory.getBean(CONFIGURED) : null;
		of(beanFactory, RequestMappingInfoHandlerMapping.class).forEach((mapping) -> mapping.getHandlerMethods()
			.values()
			.forEach((method) -> ((mapping == configured) ? intercepted : others)
				.add(new MethodClassKey(method.getMethod(), method.getBeanType()))));
		intercepted.removeAll(others);
		return intercepted;
	}

	// Spring Data REST has mappings inside one that is no other.
	private static Stream<HandlerMapping> parts(HandlerMapping mapping) {
		return (mapping instanceof Iterable<?> parts) ? StreamSupport.stream(parts.spliterator(), false)
			.filter(HandlerMapping.class::isInstance)
			.map(HandlerMapping.class::cast) : Stream.of(mapping);
	}

}
