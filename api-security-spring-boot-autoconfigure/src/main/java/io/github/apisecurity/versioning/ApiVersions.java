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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.apisecurity.chain.FunctionalRoutes;
import io.github.apisecurity.chain.FunctionalRoutes.Route;
import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.web.accept.ApiVersionStrategy;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.condition.VersionRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

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

	private final Map<Comparable<?>, Version> versions = new TreeMap<>();

	// Controllers that inherit a method are mapped each for itself.
	private final Map<RequestMappingInfo, HandlerMethod> mapped = new LinkedHashMap<>();

	private final Set<HandlerMethod> methods = new HashSet<>();

	private final List<Route> routes = new ArrayList<>();

	ApiVersions(ObjectProvider<ApiVersionStrategy> strategy, ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			ObjectProvider<RouterFunctionMapping> routers, Map<String, VersionLifecycle> lifecycles,
			Collection<String> supported) {
		this.strategy = strategy;
		this.mappings = mappings;
		this.routers = routers;
		this.lifecycles = lifecycles;
		this.supported = supported;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ApiVersionStrategy strategy = this.strategy.getIfAvailable();
		if (strategy == null) {
			return;
		}
		this.lifecycles.forEach((version, lifecycle) -> {
			if (!add(strategy, version, lifecycle).label().equals(version)) {
				throw new InvalidConfigurationPropertyValueException(
						"api-security.versioning.versions[" + version + "]", version,
						"The version stands there twice. Remove one of them.");
			}
		});
		this.lifecycles.forEach((version, lifecycle) -> checkSuccessor(strategy, version, lifecycle));
		this.supported.forEach((version) -> add(strategy, version, null));
		this.mappings.stream().forEach((mapping) -> mapping.getHandlerMethods().forEach((info, handler) -> {
			String version = info.getVersionCondition().getVersion();
			if (version != null) {
				add(strategy, version, null);
				this.mapped.put(info, handler);
				this.methods.add(handler);
			}
		}));
		this.routers.stream()
			.map(RouterFunctionMapping::getRouterFunction)
			.filter(Objects::nonNull)
			.flatMap((function) -> FunctionalRoutes.of(function).stream())
			.filter((route) -> !route.versions().isEmpty())
			.forEach((route) -> {
				route.versions().forEach((version) -> add(strategy, number(version), null));
				this.routes.add(route);
			});
	}

	private Version add(ApiVersionStrategy strategy, String version, @Nullable VersionLifecycle lifecycle) {
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
			add(strategy, lifecycle.successor(), null);
			if (compare(strategy.parseVersion(version), strategy.parseVersion(lifecycle.successor())) >= 0) {
				throw new InvalidConfigurationPropertyValueException(
						"api-security.versioning.versions[" + version + "].successor", lifecycle.successor(),
						"Use a version that comes after '" + version + "'.");
			}
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
		return (known != null) ? known : new Version(printable(version.toString()), "other", null);
	}

	/**
	 * Return a version as the API writes it.
	 * @param version the text of a version that has been read once
	 * @return the version
	 */
	Version find(String version) {
		Comparable<?> read = read(version);
		return (read != null) ? find(read) : new Version(printable(version), "other", null);
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
		return routes(request).findAny().isPresent();
	}

	// A filter of a route hides which one it is.
	private Stream<Route> routes(HttpServletRequest request) {
		Object path = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return this.routes.stream()
			.filter((route) -> route.path().equals(path)
					&& (route.methods().isEmpty() || route.methods().contains(request.getMethod())));
	}

	private static String number(String version) {
		return (version.endsWith("+")) ? version.substring(0, version.length() - 1) : version;
	}

	/**
	 * Return whether a method handles the requests of a version.
	 * @param method the method
	 * @param version the version
	 * @return whether it does, also when it has no version at all
	 */
	boolean isServed(Method method, String version) {
		Comparable<?> parsed = parse(version);
		List<RequestMappingInfo> infos = this.mapped.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().getMethod().equals(method))
			.map(Map.Entry::getKey)
			.toList();
		return infos.isEmpty() || infos.stream()
			.anyMatch((info) -> isServed(info.getVersionCondition(), parsed)
					&& this.mapped.keySet().stream().noneMatch((other) -> isNearer(other, info, parsed)));
	}

	private boolean isNearer(RequestMappingInfo other, RequestMappingInfo info, Comparable<?> version) {
		Comparable<?> candidate = parse(other.getVersionCondition());
		return Objects.equals(other.getPathPatternsCondition(), info.getPathPatternsCondition())
				&& other.getMethodsCondition().equals(info.getMethodsCondition())
				&& compare(candidate, parse(info.getVersionCondition())) > 0 && compare(candidate, version) <= 0;
	}

	/**
	 * Return the versions in which a path can be asked for.
	 * @param request the request
	 * @return the versions in order, none when the path has none
	 */
	List<String> supported(HttpServletRequest request) {
		List<String> functional = routes(request).flatMap((route) -> route.versions().stream())
			.map((version) -> find(number(version)).label())
			.distinct()
			.toList();
		return (!functional.isEmpty()) ? functional
				: labels((info) -> info.getPathPatternsCondition() != null
						&& info.getPathPatternsCondition().getMatchingCondition(request) != null
						&& info.getMethodsCondition().getMatchingCondition(request) != null);
	}

	private List<String> labels(Predicate<RequestMappingInfo> filter) {
		List<RequestMappingInfo> infos = this.mapped.keySet().stream().filter(filter).toList();
		List<String> labels = new ArrayList<>();
		this.versions.forEach((parsed, version) -> {
			if (infos.stream().anyMatch((info) -> isServed(info.getVersionCondition(), parsed))) {
				labels.add(version.label());
			}
		});
		return labels;
	}

	private boolean isServed(VersionRequestCondition condition, Comparable<?> version) {
		// One that begins with its version and has no end is told by its text only.
		return condition.toString().endsWith("+]") ? compare(parse(condition), version) <= 0
				: parse(condition).equals(version);
	}

	private Comparable<?> parse(VersionRequestCondition condition) {
		return parse(String.valueOf(condition.getVersion()));
	}

	Comparable<?> parse(String version) {
		ApiVersionStrategy strategy = this.strategy.getIfAvailable();
		PropertyValue.refuseIf(strategy == null, "api-security.versioning.versions", null,
				"Requests have no version, which an @VersionChange needs. Name the versions there, or where a request has its "
						+ "version: 'spring.mvc.apiversion.use.header', or the other keys beside it.");
		return strategy.parseVersion(version);
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

	/**
	 * One version.
	 *
	 * @param label how the API writes it
	 * @param name the same, or what stands for all that only a request knows
	 * @param lifecycle its life cycle, if it has one
	 */
	record Version(String label, String name, @Nullable VersionLifecycle lifecycle) {

	}

}
