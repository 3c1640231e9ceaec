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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.view.ContentNegotiatingViewResolver;
import org.springframework.web.servlet.view.ViewResolverComposite;

/**
 * Names the ways out of an application that do not pass a message converter, where it has
 * one and something is masked.
 */
final class UnmaskedDoors {

	private static final Log log = LogFactory.getLog(UnmaskedDoors.class);

	/**
	 * What is told of beans, by their type.
	 */
	private static final Map<String, String> BEANS = Map.of(
			"org.springframework.web.socket.server.support.WebSocketHandlerMapping", "WebSocket",
			"org.springframework.web.socket.server.standard.ServerEndpointExporter", "WebSocket",
			"jakarta.ws.rs.core.Application", "JAX-RS",
			"org.springframework.messaging.handler.annotation.reactive.MessageMappingMessageHandler", "RSocket");

	private static final List<String> VIEWS = List.of("org.springframework.web.servlet.view.AbstractJacksonView",
			"org.springframework.web.servlet.view.json.AbstractJackson2View",
			"org.springframework.web.servlet.view.xml.MarshallingView");

	/**
	 * The handlers of STOMP, whose messages have converters, and of GraphQL.
	 */
	private static final Set<String> MASKING_SOCKETS = Set.of("stompWebSocketHandlerMapping",
			"graphQlWebSocketMapping");

	private UnmaskedDoors() {
	}

	static void warn(ListableBeanFactory beanFactory, BooleanSupplier masked) {
		Set<String> clear = new TreeSet<>();
		BEANS.forEach((type, door) -> {
			if (beans(beanFactory, List.of(type)).anyMatch((name) -> !MASKING_SOCKETS.contains(name))) {
				clear.add(door);
			}
		});
		if (beans(beanFactory, VIEWS).findAny().isPresent()
				|| beanFactory.getBeanProvider(ViewResolver.class).stream().anyMatch(UnmaskedDoors::hasWritingView)) {
			clear.add("a view that writes the model");
		}
		String stomp = StompConvertersPostProcessor.CONVERTERS;
		if (beanFactory.containsBean(stomp) && !StompConvertersPostProcessor.isMasking(beanFactory.getBean(stomp))) {
			clear.add("STOMP over WebSocket by a converter that is not a JacksonJsonMessageConverter");
		}
		if (!clear.isEmpty() && masked.getAsBoolean()) {
			log.warn(LogMessage.format("What is sent with %s is not masked: there '@Masked' and "
					+ "'api-security.masking.properties' have no effect", String.join(", ", clear)));
		}
	}

	private static Stream<String> beans(ListableBeanFactory beanFactory, List<String> types) {
		return present(types).flatMap((type) -> Stream.of(beanFactory.getBeanNamesForType(type, true, false)));
	}

	private static Stream<Class<?>> present(List<String> types) {
		ClassLoader loader = UnmaskedDoors.class.getClassLoader();
		return types.stream()
			.filter((type) -> ClassUtils.isPresent(type, loader))
			.map((type) -> ClassUtils.resolveClassName(type, loader));
	}

	private static boolean hasWritingView(ViewResolver resolver) {
		if (resolver instanceof ViewResolverComposite composite) {
			return composite.getViewResolvers().stream().anyMatch(UnmaskedDoors::hasWritingView);
		}
		return resolver instanceof ContentNegotiatingViewResolver negotiating
				&& present(VIEWS).anyMatch((type) -> negotiating.getDefaultViews().stream().anyMatch(type::isInstance));
	}

}
