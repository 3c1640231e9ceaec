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

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.springframework.core.io.Resource;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;

/**
 * Reads the paths, methods and versions of functional routes. Any other predicate makes a
 * route narrower, which does not count here.
 *
 * @since 0.1.0
 */
public final class FunctionalRoutes {

	private FunctionalRoutes() {
	}

	/**
	 * Read the routes of a mapping.
	 * @param mapping the mapping
	 * @return the routes, one for each path; what cannot be read may be anywhere
	 */
	public static List<Route> of(RouterFunctionMapping mapping) {
		List<Route> routes = new ArrayList<>();
		RouterFunction<?> function = mapping.getRouterFunction();
		if (function != null) {
			function.accept(new Reader(routes::add));
		}
		return routes;
	}

	/**
	 * A route.
	 *
	 * @param path the pattern of its path
	 * @param methods the names of its methods, none for all
	 * @param versions the versions of the API that it is for, none where it has none
	 */
	public record Route(String path, Set<String> methods, Set<String> versions) {

	}

	private static final class Reader implements RouterFunctions.Visitor {

		// Of all that a predicate tells, three things matter here.
		private final RequestPredicates.Visitor visitor = (RequestPredicates.Visitor) Proxy.newProxyInstance(
				getClass().getClassLoader(), new Class<?>[] { RequestPredicates.Visitor.class },
				(proxy, told, arguments) -> {
					switch (told.getName()) {
						case "path" -> this.paths.add((String) arguments[0]);
						case "version" -> this.versions.add((String) arguments[0]);
						case "method" ->
							((Set<?>) arguments[0]).forEach((method) -> this.methods.add(method.toString()));
					}
					return null;
				});

		private final Consumer<Route> routes;

		private final Deque<List<Route>> outer = new ArrayDeque<>();

		private List<String> paths = new ArrayList<>();

		private Set<String> methods = new LinkedHashSet<>();

		private Set<String> versions = new LinkedHashSet<>();

		Reader(Consumer<Route> routes) {
			this.routes = routes;
			this.outer.push(List.of(new Route("", Set.of(), Set.of())));
		}

		@Override
		public void startNested(RequestPredicate predicate) {
			this.outer.push(read(predicate));
		}

		@Override
		public void endNested(RequestPredicate predicate) {
			this.outer.pop();
		}

		@Override
		public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
			read(predicate).forEach((route) -> this.routes
				.accept((route.path().isEmpty()) ? new Route("/**", route.methods(), route.versions()) : route));
		}

		private List<Route> read(RequestPredicate predicate) {
			this.paths = new ArrayList<>();
			this.methods = new LinkedHashSet<>();
			this.versions = new LinkedHashSet<>();
			predicate.accept(this.visitor);
			List<String> inner = (this.paths.isEmpty()) ? List.of("") : this.paths;
			return this.outer.element()
				.stream()
				.flatMap((route) -> inner.stream()
					.map((path) -> new Route(route.path() + path, either(this.methods, route.methods()),
							either(this.versions, route.versions()))))
				.toList();
		}

		private static Set<String> either(Set<String> inner, Set<String> outer) {
			return (inner.isEmpty()) ? outer : inner;
		}

		@Override
		public void resources(Function<ServerRequest, Optional<Resource>> lookup) {
			unknown();
		}

		@Override
		public void unknown(RouterFunction<?> route) {
			unknown();
		}

		private void unknown() {
			this.routes.accept(new Route("/**", Set.of(), Set.of()));
		}

		@Override
		public void attributes(Map<String, Object> attributes) {
		}

	}

}
