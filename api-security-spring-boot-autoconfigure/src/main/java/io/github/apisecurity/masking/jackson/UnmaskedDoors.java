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

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.view.AbstractJacksonView;
import org.springframework.web.servlet.view.ContentNegotiatingViewResolver;
import org.springframework.web.servlet.view.ViewResolverComposite;

/**
 * Names the ways out of an application that do not pass a message converter, where it has
 * one and something is masked.
 */
final class UnmaskedDoors {

	private static final Log log = LogFactory.getLog(UnmaskedDoors.class);

	private static final String WEB_SOCKET_MAPPING = "org.springframework.web.socket.server.support.WebSocketHandlerMapping";

	/**
	 * The handlers of STOMP, whose messages have converters.
	 */
	private static final String STOMP_HANDLERS = "stompWebSocketHandlerMapping";

	private UnmaskedDoors() {
	}

	static void warn(ListableBeanFactory beanFactory, BooleanSupplier masked) {
		List<String> clear = new ArrayList<>();
		if (hasWebSocket(beanFactory)) {
			clear.add("WebSocket");
		}
		if (beanFactory.getBeanNamesForType(AbstractJacksonView.class, true, false).length > 0
				|| beanFactory.getBeanProvider(ViewResolver.class).stream().anyMatch(UnmaskedDoors::hasJacksonView)) {
			clear.add("a view that writes the model with Jackson");
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

	private static boolean hasWebSocket(ListableBeanFactory beanFactory) {
		ClassLoader loader = UnmaskedDoors.class.getClassLoader();
		return ClassUtils.isPresent(WEB_SOCKET_MAPPING, loader) && Stream
			.of(beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(WEB_SOCKET_MAPPING, loader), true, false))
			.anyMatch((name) -> !name.equals(STOMP_HANDLERS));
	}

	private static boolean hasJacksonView(ViewResolver resolver) {
		if (resolver instanceof ViewResolverComposite composite) {
			return composite.getViewResolvers().stream().anyMatch(UnmaskedDoors::hasJacksonView);
		}
		return resolver instanceof ContentNegotiatingViewResolver negotiating
				&& negotiating.getDefaultViews().stream().anyMatch(AbstractJacksonView.class::isInstance);
	}

}
