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

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.springframework.core.io.Resource;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Reads the paths and methods of functional routes. A predicate that is none of both
 * makes a route narrower, which does not count here.
 */
class RoutePredicates implements RouterFunctions.Visitor {

	// Of all that a predicate tells, two things matter here.
	private final RequestPredicates.Visitor visitor = (RequestPredicates.Visitor) Proxy.newProxyInstance(
			getClass().getClassLoader(), new Class<?>[] { RequestPredicates.Visitor.class },
			(proxy, told, arguments) -> {
				if (told.getName().equals("path")) {
					this.paths.add((String) arguments[0]);
				}
				else if (told.getName().equals("method")) {
					((Set<?>) arguments[0]).forEach((method) -> this.methods.add(method.toString()));
				}
				return null;
			});

	private final BiConsumer<String, Set<String>> routes;

	private final Deque<List<String>> outer = new ArrayDeque<>();

	private List<String> paths = new ArrayList<>();

	private Set<String> methods = new LinkedHashSet<>();

	RoutePredicates(BiConsumer<String, Set<String>> routes) {
		this.routes = routes;
		this.outer.push(List.of(""));
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
		read(predicate).forEach((path) -> this.routes.accept(path.isEmpty() ? "/**" : path, this.methods));
	}

	private List<String> read(RequestPredicate predicate) {
		this.paths = new ArrayList<>();
		this.methods = new LinkedHashSet<>();
		predicate.accept(this.visitor);
		List<String> inner = (this.paths.isEmpty()) ? List.of("") : this.paths;
		return this.outer.element().stream().flatMap((prefix) -> inner.stream().map(prefix::concat)).toList();
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
		this.routes.accept("/**", Set.of());
	}

	@Override
	public void attributes(Map<String, Object> attributes) {
	}

}
