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

import java.time.Instant;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.accept.ApiVersionHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;

/**
 * Applies the life cycle of the version, or of the endpoint, that a request has.
 *
 * @param versions the versions
 * @param required whether a request has to name one
 * @param places where requests name them
 * @param problems the refusals
 * @param endpoints the endpoints with a life cycle of their own
 * @param usage counts who uses what
 * @param mode whether ended versions are refused
 * @param metrics counts requests, if the application has metrics
 * @param publisher hears of the use of what is deprecated
 */
record VersioningInterceptor(ApiVersions versions, boolean required, VersionPlaces places, VersionProblems problems,
		Guards<VersionLifecycle> endpoints, VersionUsage usage, VersioningMode mode, @Nullable VersionMetrics metrics,
		SecurityEventPublisher publisher) implements HandlerInterceptor {

	/**
	 * Tells the version that was served.
	 */
	static final String VERSION = "API-Version";

	private static final SecurityEventType DEPRECATED_USE = new SecurityEventType("api_deprecated_use",
			Outcome.SUCCESS);

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (AsyncCompletion.isResult(request) || request.getDispatcherType() == DispatcherType.ERROR) {
			return true;
		}
		HandlerMethod method = (handler instanceof HandlerMethod handlerMethod) ? handlerMethod : null;
		VersionLifecycle lifecycle = (method != null) ? this.endpoints.find(method.getMethod(), method.getBeanType())
				: null;
		String successor = (lifecycle != null) ? lifecycle.successor() : null;
		boolean versioned = (method != null) ? this.versions.isVersioned(method)
				: handler instanceof HandlerFunction && this.versions.isVersionedRoute(request);
		ApiVersions.Version version = (versioned) ? version(request, version(request)) : null;
		if (version != null) {
			tell(response, version.label());
			// A mere notice does not keep what has ended with its version.
			if (lifecycle == null || !lifecycle.hasEnd() && version.lifecycle().hasEnd()) {
				lifecycle = version.lifecycle();
				successor = (lifecycle.successor() != null) ? this.places.successor(request, lifecycle.successor())
						: null;
			}
		}
		if (lifecycle != null) {
			apply(request, response, (version != null) ? version.name() : "unversioned", lifecycle, successor);
		}
		return true;
	}

	private ApiVersions.@Nullable Version version(HttpServletRequest request, @Nullable Comparable<?> requested) {
		if (this.places.isAmbiguous(request, this.versions::read)) {
			throw new ProblemException(VersionProblems.ambiguous());
		}
		if (requested == null && this.required) {
			throw new ProblemException(this.problems.missing(request));
		}
		return (requested != null) ? this.versions.find(requested) : null;
	}

	static @Nullable Comparable<?> version(HttpServletRequest request) {
		return (request.getAttribute(HandlerMapping.API_VERSION_ATTRIBUTE) instanceof ApiVersionHolder holder)
				? holder.getVersionIfPresent() : null;
	}

	private void tell(HttpServletResponse response, String label) {
		response.setHeader(VERSION, label);
		if (this.places.header() != null) {
			response.addHeader(HttpHeaders.VARY, this.places.header());
		}
	}

	private void apply(HttpServletRequest request, HttpServletResponse response, String version,
			VersionLifecycle lifecycle, @Nullable String successor) {
		String endpoint = request.getMethod() + " "
				+ request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		VersionUsage.Count count = this.usage.count(version, endpoint, caller);
		Instant now = this.versions.now();
		boolean deprecated = lifecycle.isDeprecated(now);
		boolean refused = lifecycle.isRefused(now);
		if (this.metrics != null) {
			this.metrics.record(version, (refused) ? (this.mode == VersioningMode.SHADOW) ? "would_refuse" : "refused"
					: (deprecated) ? "deprecated" : "current");
		}
		lifecycle.writeTo(response, successor);
		if (deprecated && this.usage.isFirst(version, caller, now)) {
			this.publisher.publish(DEPRECATED_USE, (refused) ? "ended" : "deprecated",
					Map.of("version", version, "endpoint", endpoint, "mode", this.mode.name()));
		}
		if (refused) {
			count.refuse();
			if (this.mode == VersioningMode.ENFORCE) {
				throw new ProblemException(this.problems.ended(lifecycle));
			}
		}
	}

}
