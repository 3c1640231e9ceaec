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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/**
 * Makes rules from the configuration. A feature that has rules imports it.
 *
 * @since 0.1.0
 */
public final class RequestRuleFactory
		implements SmartInitializingSingleton, ApplicationListener<ContextRefreshedEvent> {

	// What a form may say that its method is, and what it is.
	private static final List<String> REPLACED = List.of("POST", "PUT", "PATCH", "DELETE");

	private final String servletPath;

	private final ListableBeanFactory beanFactory;

	private final List<RequestRule> rules = new ArrayList<>();

	/**
	 * Create a factory.
	 * @param beanFactory has the path of the dispatcher servlet, the root when there is
	 * none, and what else the application serves
	 */
	public RequestRuleFactory(ListableBeanFactory beanFactory) {
		DispatcherServletPath path = beanFactory.getBeanProvider(DispatcherServletPath.class).getIfUnique();
		this.servletPath = (path != null) ? path.getPrefix() : "";
		this.beanFactory = beanFactory;
	}

	/**
	 * Make one rule.
	 * @param key the name of the property that has the rule
	 * @param pattern the pattern as written
	 * @param methods the names of the methods, all when empty
	 * @return the rule
	 * @throws InvalidConfigurationPropertyValueException if pattern or methods are none
	 */
	public RequestRule rule(String key, @Nullable String pattern, Collection<String> methods) {
		RequestRule rule = RequestRule.of(this.servletPath, key, pattern, methods);
		this.rules.add(rule);
		return rule;
	}

	/**
	 * Return the rules that somebody has written. The others a feature has by itself, and
	 * nobody would be mended by a word about them.
	 * @return the rules of all features
	 */
	public List<RequestRule> written() {
		Environment environment = this.beanFactory.getBean(Environment.class);
		return this.rules.stream()
			.filter((rule) -> rule.key().startsWith("@") || Stream.of(rule.key(), rule.key() + ".pattern")
				.anyMatch((key) -> key.endsWith(".pattern") && environment.containsProperty(key)))
			.toList();
	}

	/**
	 * Return the requests of an endpoint of the application.
	 * @param pattern the pattern of its mapping
	 * @param method the HTTP method
	 * @return the requests
	 */
	public RequestRule endpoint(String pattern, String method) {
		String rooted = (pattern.startsWith("/") || pattern.contains(":/")) ? pattern : "/" + pattern;
		return RequestRule.endpoint(this.servletPath, rooted, method);
	}

	/**
	 * Refuse patterns that look as if they were for another servlet, which they are not
	 * when the dispatcher servlet has a path, and those for which the application serves
	 * more paths than they match.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<RequestRule> written = written();
		checkSpellings(this.beanFactory, written);
		HandlerMappings.of(this.beanFactory, AbstractHandlerMapping.class)
			.forEach((mapping) -> written.forEach((rule) -> PathVersionCheck.check(mapping, rule, this.servletPath)));
		written.stream()
			.filter((rule) -> !Collections.disjoint(rule.methods(), REPLACED))
			.findFirst()
			.ifPresent((rule) -> MatchingCheck.checkMethods(this.beanFactory, rule));
		if (!this.servletPath.isEmpty()) {
			this.beanFactory
				.<ServletRegistrationBean<?>>getBeanProvider(ResolvableType.forClass(ServletRegistrationBean.class))
				.stream()
				.flatMap((servlet) -> servlet.getUrlMappings().stream())
				.filter((mapping) -> mapping.length() > 1)
				.forEach((mapping) -> this.rules.forEach((rule) -> rule.checkServlet(this.servletPath, mapping)));
		}
	}

	/**
	 * Check the handlers of another dispatcher servlet, for which some rules are.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() instanceof ConfigurableApplicationContext other
				&& other.getBeanFactory() != this.beanFactory) {
			checkSpellings(other.getBeanFactory(), written());
		}
	}

	private static void checkSpellings(ListableBeanFactory beanFactory, List<RequestRule> written) {
		written.stream()
			.filter((rule) -> !rule.isEveryPath())
			.findFirst()
			.ifPresent((rule) -> MatchingCheck.check(beanFactory, rule));
	}

	/**
	 * Make rules of which the first that matches decides.
	 * @param <P> the type of the properties
	 * @param <T> the type of what a rule says
	 * @param key the name of the property that has the rules
	 * @param properties the rules as written
	 * @param payload makes what a rule says from its own key and properties
	 * @return the rules
	 * @throws InvalidConfigurationPropertyValueException if a rule is invalid, or never
	 * decides since an earlier one does
	 */
	public <P extends RequestRuleProperties, T> RequestRules<T> firstMatch(String key, List<P> properties,
			BiFunction<String, P, T> payload) {
		return firstMatch(entries(key, properties, this::rule, payload));
	}

	/**
	 * Make rules of which the first that matches decides.
	 * @param <P> the type of the properties
	 * @param <T> the type of what a rule says
	 * @param key the name of the property that has the rules
	 * @param properties the rules as written
	 * @param pattern finds the pattern of a rule, which is for all methods
	 * @param payload makes what a rule says from its own key and properties
	 * @return the rules
	 * @throws InvalidConfigurationPropertyValueException if a rule is invalid, or never
	 * decides since an earlier one does
	 */
	public <P, T> RequestRules<T> firstMatch(String key, List<P> properties, Function<P, @Nullable String> pattern,
			BiFunction<String, P, T> payload) {
		return firstMatch(
				entries(key, properties, (element, rule) -> rule(element, pattern.apply(rule), List.of()), payload));
	}

	private static <T> RequestRules<T> firstMatch(List<RequestRules.Entry<T>> entries) {
		RequestRules<T> rules = new RequestRules<>(entries);
		rules.findCovered((earlier, later) -> true,
				(rule, reason) -> PropertyValue.refuseIf(true, rule.key() + ".pattern", rule, reason));
		return rules;
	}

	/**
	 * Make rules of which all that match apply.
	 * @param <P> the type of the properties
	 * @param <T> the type of what a rule says
	 * @param key the name of the property that has the rules
	 * @param properties the rules as written
	 * @param payload makes what a rule says from its own key and properties
	 * @return the rules
	 * @throws InvalidConfigurationPropertyValueException if a rule is invalid
	 */
	public <P extends RequestRuleProperties, T> RequestRules<T> allMatches(String key, List<P> properties,
			BiFunction<String, P, T> payload) {
		return new RequestRules<>(entries(key, properties, this::rule, payload));
	}

	private RequestRule rule(String key, RequestRuleProperties rule) {
		return rule(key, rule.getPattern(), rule.getMethods());
	}

	private static <P, T> List<RequestRules.Entry<T>> entries(String key, List<P> properties,
			BiFunction<String, P, RequestRule> rule, BiFunction<String, P, T> payload) {
		List<RequestRules.Entry<T>> entries = new ArrayList<>();
		for (int i = 0; i < properties.size(); i++) {
			String element = key + "[" + i + "]";
			entries.add(new RequestRules.Entry<>(rule.apply(element, properties.get(i)),
					payload.apply(element, properties.get(i))));
		}
		return entries;
	}

}
