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

import java.util.List;

import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.Filter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletContextInitializerBeans;
import org.springframework.http.server.PathContainer;
import org.springframework.security.config.BeanIds;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses to start where a handler answers paths that a rule for its pattern does not
 * match, since the rule would be passed with another spelling, or where a method is
 * replaced once the rules have seen it.
 */
final class MatchingCheck {

	private static final String PATH = "/a";

	private static final List<String> OTHERS = List.of("/A", "/a/");

	private MatchingCheck() {
	}

	static void check(ListableBeanFactory beanFactory, RequestRule rule) {
		HandlerMappings.of(beanFactory, AbstractHandlerMapping.class)
			.forEach((mapping) -> OTHERS.forEach((other) -> PropertyValue
				.refuseIf(matches(mapping, other), rule.key() + ".pattern", rule, "The handler mapping "
						+ mapping.getClass().getName() + " serves '" + other + "' with the handler of '" + PATH
						+ "', which rules tell apart: a request would pass this one by its spelling. Give "
						+ "it a path matcher that is case sensitive and minds a slash at the end, which is the default.")));
		// One that redirects would do no harm, and nothing tells the two apart.
		checkFilters(beanFactory, UrlHandlerFilter.class, rule.key() + ".pattern", rule,
				"A UrlHandlerFilter takes the slash off a path behind the filter chain of Spring Security, "
						+ "whose rules have seen another path (or redirects, which it does not tell).");
	}

	static void checkMethods(ListableBeanFactory beanFactory, RequestRule rule) {
		checkFilters(beanFactory, HiddenHttpMethodFilter.class, rule.key() + ".methods", rule.methods(),
				"A HiddenHttpMethodFilter makes another method of a POST behind the filter chain of Spring Security, "
						+ "whose rules have seen a POST.");
	}

	private static void checkFilters(ListableBeanFactory beanFactory, Class<? extends Filter> type, String key,
			Object written, String reason) {
		if (!isThere(beanFactory, type)) {
			return;
		}
		boolean secured = false;
		for (ServletContextInitializer initializer : new ServletContextInitializerBeans(beanFactory)) {
			if (initializer instanceof AbstractFilterRegistrationBean<?> filter) {
				secured |= BeanIds.SPRING_SECURITY_FILTER_CHAIN.equals(filter.getFilterName());
				PropertyValue.refuseIf(secured && type.isInstance(filter.getFilter()), key, written,
						reason + " Register it with a FilterRegistrationBean whose order is lower than "
								+ "'spring.security.filter.order', which is -100.");
			}
		}
	}

	private static boolean isThere(ListableBeanFactory beanFactory, Class<? extends Filter> type) {
		return beanFactory.getBeanNamesForType(type, false, false).length > 0
				|| beanFactory.getBeansOfType(FilterRegistrationBean.class, false, false)
					.values()
					.stream()
					.anyMatch((registration) -> type.isInstance(registration.getFilter()));
	}

	// Mappings with patterns of Ant are still served.
	@SuppressWarnings("removal")
	private static boolean matches(AbstractHandlerMapping mapping, String path) {
		PathPatternParser parser = mapping.getPatternParser();
		return (parser != null) ? parser.parse(PATH).matches(PathContainer.parsePath(path))
				: mapping.getPathMatcher().match(PATH, path);
	}

}
