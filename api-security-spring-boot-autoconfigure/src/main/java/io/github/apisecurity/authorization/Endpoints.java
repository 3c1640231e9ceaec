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

package io.github.apisecurity.authorization;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.chain.FunctionalRoutes;
import io.github.apisecurity.chain.HandlerMappings;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.chain.RequestRuleFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.ExposableEndpoint;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.servlet.support.WebContentGenerator;

/**
 * Finds what can be called: handler methods, functional routes (GraphQL among them),
 * static resources, handshakes of WebSockets, other servlets and the actuator.
 */
class Endpoints {

	private static final Set<String> ANY_METHOD = new TreeSet<>(Set.of("GET", "POST", "PUT", "PATCH", "DELETE"));

	private static final int MAX_RESOURCES = 1000;

	private static final boolean actuatorPresent = ClassUtils.isPresent(
			"org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints", Endpoints.class.getClassLoader());

	static final String METADATA = "metadata of the resource server";

	private final ApplicationContext context;

	private final RequestRuleFactory rules;

	private final List<Endpoint> endpoints = new ArrayList<>();

	Endpoints(ApplicationContext context, RequestRuleFactory rules) {
		this.context = context;
		this.rules = rules;
	}

	List<Endpoint> find() {
		HandlerMappings.of(this.context, HandlerMapping.class).forEach(this::add);
		this.context.<ServletRegistrationBean<?>>getBeanProvider(ResolvableType.forClass(ServletRegistrationBean.class))
			.stream()
			.forEach(this::add);
		this.context.getBeanProvider(SecurityFilterChain.class).orderedStream().forEach(this::add);
		if (actuatorPresent) {
			Actuator.add(this);
		}
		return this.endpoints;
	}

	private void add(HandlerMapping mapping) {
		// Those of the actuator are in another context at times, and found by name.
		if (mapping.getClass().getName().contains(".actuate.")) {
			return;
		}
		if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
			methods.getHandlerMethods()
				.forEach((info, handler) -> add(info.getPatternValues(),
						info.getMethodsCondition().getMethods().stream().map(Enum::name).toList(), handler.toString(),
						handler));
		}
		else if (mapping instanceof RouterFunctionMapping routes) {
			FunctionalRoutes.of(routes)
				.forEach((route) -> add(List.of(route.path()), route.methods(), "functional route", null));
		}
		else if (mapping instanceof AbstractUrlHandlerMapping urls) {
			urls.getHandlerMap()
				.forEach((path, handler) -> add(List.of(path), methods(handler), handler.getClass().getSimpleName(),
						null));
			urls.getHandlerMap().values().forEach(this::addResources);
		}
	}

	private static List<String> methods(Object handler) {
		String[] methods = (handler instanceof WebContentGenerator generator) ? generator.getSupportedMethods() : null;
		return (methods != null) ? List.of(methods) : List.of();
	}

	// What there is below the mapping for everything, so that a rule for it is for
	// something.
	private void addResources(Object handler) {
		if (handler instanceof ResourceHttpRequestHandler resources) {
			for (Resource location : resources.getLocations()) {
				try (Stream<String> names = names(location)) {
					names.filter(RequestRule::isLiteral)
						.limit(MAX_RESOURCES)
						.forEach((name) -> add(List.of("/" + name + "/**"), List.of("GET"), "static resource", null));
				}
				catch (IOException ex) {
					// Nothing is there.
				}
			}
		}
	}

	// The resolver would walk through all that lies below a directory.
	private static Stream<String> names(Resource location) throws IOException {
		return location.isFile() ? Files.list(location.getFile().toPath()).map((path) -> path.getFileName().toString())
				: Arrays.stream(new PathMatchingResourcePatternResolver().getResources(location.getURL() + "*"))
					.map((resource) -> String.valueOf(resource.getFilename()));
	}

	private void add(ServletRegistrationBean<?> registration) {
		if (!(registration.getServlet() instanceof DispatcherServlet servlet
				&& servlet.getWebApplicationContext() == this.context)) {
			add(registration.getUrlMappings().stream().map(Endpoints::servletPattern).toList(), ANY_METHOD,
					"servlet " + registration.getServletName(), null);
		}
	}

	// What a filter of it serves no mapping tells, and rules are not asked.
	private void add(SecurityFilterChain chain) {
		if (chain.getFilters()
			.stream()
			.anyMatch((filter) -> filter.getClass().getSimpleName().equals("OAuth2ProtectedResourceMetadataFilter"))
				&& this.endpoints.stream().noneMatch((endpoint) -> endpoint.handler().equals(METADATA))) {
			add(List.of("context:/.well-known/oauth-protected-resource/**"), List.of("GET"), METADATA, null);
		}
		if (chain instanceof OpenFilterChain open
				&& this.endpoints.stream().noneMatch((endpoint) -> open.requests().covers(endpoint.requests()))) {
			add(List.of("context:" + open.requests().examplePath()), open.requests().methods(), "filter", null);
		}
	}

	private static String servletPattern(String mapping) {
		return "context:" + (mapping.endsWith("/*") ? mapping + "*" : mapping.startsWith("/") ? mapping : "/**");
	}

	private void add(Collection<String> patterns, Collection<String> methods, String handler,
			@Nullable HandlerMethod method) {
		for (String pattern : patterns) {
			for (String name : (methods.isEmpty()) ? ANY_METHOD : methods) {
				// Is served wherever GET is, and decided with it.
				if (!name.equals("HEAD")) {
					this.endpoints
						.add(new Endpoint(name, pattern, handler, method, this.rules.endpoint(pattern, name)));
				}
			}
		}
	}

	/**
	 * Something that can be called.
	 *
	 * @param method the HTTP method
	 * @param pattern the pattern as its mapping has it
	 * @param handler what serves it
	 * @param handlerMethod the handler method, {@code null} when it is none
	 * @param requests its requests
	 */
	record Endpoint(String method, String pattern, String handler, @Nullable HandlerMethod handlerMethod,
			RequestRule requests) {

		boolean isActuator() {
			return this.handler.startsWith(Actuator.HANDLER);
		}

		// As 'actuator-endpoints' has it.
		String actuatorId() {
			return isActuator() ? this.handler.substring(Actuator.HANDLER.length()).toLowerCase(Locale.ROOT) : "";
		}

		boolean isForEverything() {
			return this.pattern.equals("/**") || this.pattern.equals("context:/**");
		}

	}

	/**
	 * Keeps the optional actuator out of the outer class.
	 */
	static final class Actuator {

		static final String HANDLER = "actuator ";

		static void add(Endpoints endpoints) {
			endpoints.context.getBeanProvider(PathMappedEndpoints.class)
				.stream()
				.forEach((paths) -> paths.forEach((endpoint) -> add(endpoints, paths, endpoint)));
		}

		private static void add(Endpoints endpoints, PathMappedEndpoints paths, PathMappedEndpoint endpoint) {
			if (endpoint instanceof ExposableEndpoint<?> exposable) {
				EndpointId id = exposable.getEndpointId();
				Set<String> methods = (endpoint instanceof ExposableWebEndpoint web) ? web.getOperations()
					.stream()
					.map((operation) -> operation.getRequestPredicate().getHttpMethod().name())
					.collect(Collectors.toCollection(TreeSet::new)) : ANY_METHOD;
				endpoints.add(List.of(paths.getPath(id) + "/**"), methods, HANDLER + id, null);
			}
		}

	}

}
