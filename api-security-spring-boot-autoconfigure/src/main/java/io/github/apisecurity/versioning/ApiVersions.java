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

package io.github.apisecurity.versioning;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.apisecurity.chain.FunctionalRoutes;
import io.github.apisecurity.chain.FunctionalRoutes.Route;
import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.web.accept.ApiVersionStrategy;
import org.springframework.web.accept.DefaultApiVersionStrategy;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo.BuilderConfiguration;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The versions of the API, compared by what they mean and not by how they are written:
 * those that handler methods have and those of the configuration, with their life cycles.
 */
class ApiVersions implements SmartInitializingSingleton {

	private final ObjectProvider<ApiVersionStrategy> strategy;

	private final ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

	private final ObjectProvider<RouterFunctionMapping> routers;

	private final Map<String, VersionLifecycle> lifecycles;

	private final Collection<String> supported;

	private final Clock clock;

	private final Map<Comparable<?>, Version> versions = new TreeMap<>();

	private final List<Endpoint> endpoints = new ArrayList<>();

	// Controllers that inherit a method are mapped each for itself.
	private final Set<HandlerMethod> methods = new HashSet<>();

	ApiVersions(ObjectProvider<ApiVersionStrategy> strategy, ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			ObjectProvider<RouterFunctionMapping> routers, Map<String, VersionLifecycle> lifecycles,
			Collection<String> supported, Clock clock) {
		this.strategy = strategy;
		this.mappings = mappings;
		this.routers = routers;
		this.lifecycles = lifecycles;
		this.supported = supported;
		this.clock = clock;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ApiVersionStrategy strategy = this.strategy.getIfAvailable();
		if (strategy == null) {
			return;
		}
		this.lifecycles.forEach((version, lifecycle) -> {
			PropertyValue.refuseIf(!add(strategy, version, lifecycle).label().equals(version),
					"api-security.versioning.versions[" + version + "]", version,
					"The version stands there twice. Remove one of them.");
			if (strategy instanceof DefaultApiVersionStrategy known) {
				known.addSupportedVersion(version);
			}
		});
		this.lifecycles.forEach((version, lifecycle) -> checkSuccessor(strategy, version, lifecycle));
		this.supported.forEach((version) -> add(strategy, version, VersionLifecycle.NONE));
		this.mappings.stream().forEach((mapping) -> mapping.getHandlerMethods().forEach((info, handler) -> {
			String version = info.getVersionCondition().getVersion();
			if (version != null) {
				this.methods.add(handler);
				// One that begins with its version and has no end is told by its text
				// only.
				boolean later = info.getVersionCondition().toString().endsWith("+]");
				add(strategy, version, VersionLifecycle.NONE);
				this.endpoints
					.add(new Endpoint(handler.getMethod(), null, info, strategy.parseVersion(version), later));
			}
		}));
		this.routers.stream().forEach((mapping) -> {
			BuilderConfiguration options = new BuilderConfiguration();
			options.setPatternParser(mapping.getPatternParser());
			FunctionalRoutes.of(mapping)
				.forEach((route) -> route.versions().forEach((version) -> add(strategy, route, options, version)));
		});
	}

	private void add(ApiVersionStrategy strategy, Route route, BuilderConfiguration options, String version) {
		boolean later = version.endsWith("+");
		String first = later ? version.substring(0, version.length() - 1) : version;
		add(strategy, first, VersionLifecycle.NONE);
		RequestMethod[] methods = route.methods().stream().map(RequestMethod::resolve).toArray(RequestMethod[]::new);
		try {
			RequestMappingInfo info = RequestMappingInfo.paths(route.path()).methods(methods).options(options).build();
			this.endpoints.add(new Endpoint(null, route, info, strategy.parseVersion(first), later));
		}
		catch (PatternParseException ex) {
			// Patterns that make none together, such as one in '/any/**', match nothing.
		}
	}

	private Version add(ApiVersionStrategy strategy, String version, VersionLifecycle lifecycle) {
		try {
			return this.versions.computeIfAbsent(strategy.parseVersion(version),
					(parsed) -> new Version(version, version, lifecycle));
		}
		catch (RuntimeException ex) {
			throw new InvalidConfigurationPropertyValueException("api-security.versioning.versions[" + version + "]",
					version, "Use a version that the API has, such as '\"[1.0]\"' in brackets and quotes.");
		}
	}

	private void checkSuccessor(ApiVersionStrategy strategy, String version, VersionLifecycle lifecycle) {
		if (lifecycle.successor() != null) {
			add(strategy, lifecycle.successor(), VersionLifecycle.NONE);
			PropertyValue.refuseIf(
					compare(strategy.parseVersion(version), strategy.parseVersion(lifecycle.successor())) >= 0,
					"api-security.versioning.versions[" + version + "].successor", lifecycle.successor(),
					"Use a version that comes after '" + version + "'.");
		}
	}

	@SuppressWarnings("unchecked")
	static <V extends Comparable<V>> int compare(Comparable<?> version, Comparable<?> other) {
		return ((V) version).compareTo((V) other);
	}

	/**
	 * Return a version as the API writes it.
	 * @param version the version of a request
	 * @return the version, with no text of the request in it
	 */
	Version find(Comparable<?> version) {
		Version known = this.versions.get(version);
		return (known != null) ? known : new Version(printable(version.toString()), "other", VersionLifecycle.NONE);
	}

	/**
	 * Return a version as the API writes it.
	 * @param version the text of a version that has been read once
	 * @return the version
	 */
	Version find(String version) {
		Comparable<?> read = read(version);
		return (read != null) ? find(read) : new Version(printable(version), "other", VersionLifecycle.NONE);
	}

	/**
	 * Return a text that can stand in answers and metrics.
	 * @param version what the parser of versions has made of that of a request
	 * @return the text, which is bounded and has nothing to be escaped in it
	 */
	static String printable(String version) {
		String text = version.replaceAll("[^A-Za-z0-9._-]", "");
		return text.substring(0, Math.min(32, text.length()));
	}

	boolean isVersioned(HandlerMethod method) {
		HandlerMethod mapped = method.getResolvedFromHandlerMethod();
		return this.methods.contains((mapped != null) ? mapped : method);
	}

	/**
	 * Return whether a functional route that answers a request is for versions.
	 * @param request the request, after the route has been found
	 * @return whether it is
	 */
	boolean isVersionedRoute(HttpServletRequest request) {
		return this.endpoints.stream().anyMatch((endpoint) -> endpoint.isFound(request));
	}

	/**
	 * Return whether a method handles the requests of a version.
	 * @param method the method
	 * @param version the version
	 * @return whether it does, also when it has no version at all
	 */
	boolean isServed(Method method, String version) {
		Comparable<?> parsed = parse(version);
		List<Endpoint> own = this.endpoints.stream().filter((endpoint) -> method.equals(endpoint.handler())).toList();
		return own.isEmpty() || own.stream()
			.anyMatch((endpoint) -> endpoint.isServed(parsed)
					&& this.endpoints.stream().noneMatch((other) -> other.isNearer(endpoint, parsed)));
	}

	/**
	 * Return the versions in which a path can be asked for.
	 * @param request the request
	 * @return the versions in order, none when the path has none
	 */
	List<String> supported(HttpServletRequest request) {
		List<Endpoint> asked = this.endpoints.stream().filter((endpoint) -> endpoint.isAsked(request)).toList();
		return this.versions.entrySet()
			.stream()
			.filter((version) -> asked.stream().anyMatch((endpoint) -> endpoint.isServed(version.getKey())))
			.map((version) -> version.getValue().label())
			.toList();
	}

	Comparable<?> parse(String version) {
		ApiVersionStrategy strategy = this.strategy.getIfAvailable();
		PropertyValue.refuseIf(strategy == null, "api-security.versioning.versions", null,
				"Requests have no version, which an @VersionChange needs. Name the versions there, or where a request has its "
						+ "version: 'spring.mvc.apiversion.use.header', or the other keys beside it.");
		return strategy.parseVersion(version);
	}

	/**
	 * Return the version of a request that no mapping has a handler for. The attribute of
	 * the request is that of the last mapping, which may know none.
	 * @param request the request
	 * @return the version, {@code null} when it names none
	 */
	@Nullable Comparable<?> requested(HttpServletRequest request) {
		ApiVersionStrategy strategy = this.strategy.getIfAvailable();
		try {
			return (strategy != null) ? strategy.resolveParseAndValidateVersion(request) : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Read a version that somebody has sent.
	 * @param version the text
	 * @return the version, {@code null} when it is none
	 */
	@Nullable Comparable<?> read(String version) {
		try {
			return parse(version);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	Collection<Version> all() {
		return this.versions.values();
	}

	Instant now() {
		return this.clock.instant();
	}

	/**
	 * One version.
	 *
	 * @param label how the API writes it
	 * @param name the same, or what stands for all that only a request knows
	 * @param lifecycle its life cycle
	 */
	record Version(String label, String name, VersionLifecycle lifecycle) {

	}

	/**
	 * What answers requests of a version.
	 *
	 * @param handler the method, {@code null} for a functional route
	 * @param route the functional route, {@code null} for a method
	 * @param info its paths and methods
	 * @param version the version
	 * @param later whether those that come after it are meant as well
	 */
	private record Endpoint(@Nullable Method handler, @Nullable Route route, RequestMappingInfo info,
			Comparable<?> version, boolean later) {

		// A filter of a route hides which one it is. Its mapping has matched the path.
		boolean isFound(HttpServletRequest request) {
			return this.route != null
					&& this.route.path().equals(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE))
					&& (this.route.methods().isEmpty() || this.route.methods().contains(request.getMethod()));
		}

		boolean isAsked(HttpServletRequest request) {
			return isFound(request) || (this.info.getActivePatternsCondition().getMatchingCondition(request) != null
					&& this.info.getMethodsCondition().getMatchingCondition(request) != null);
		}

		boolean isServed(Comparable<?> requested) {
			return this.later ? compare(this.version, requested) <= 0 : this.version.equals(requested);
		}

		boolean isNearer(Endpoint other, Comparable<?> requested) {
			return this.info.getActivePatternsCondition().equals(other.info.getActivePatternsCondition())
					&& this.info.getMethodsCondition().equals(other.info.getMethodsCondition())
					&& compare(this.version, other.version) > 0 && compare(this.version, requested) <= 0;
		}

	}

}
