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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.accept.InvalidApiVersionException;
import org.springframework.web.accept.MissingApiVersionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What is answered to a request whose version is missing, malformed, unknown or at its
 * end.
 *
 * @param versions the versions
 * @param mode whether ended versions are refused
 */
record VersionProblems(ApiVersions versions, VersioningMode mode) implements ProblemMapper, PostureContributor {

	private static final ProblemType UNSUPPORTED = new ProblemType("unsupported-api-version", 400,
			"Unsupported API Version", "The requested version of the API is not supported.");

	@Override
	public @Nullable Problem map(Exception exception) {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return null;
		}
		HttpServletRequest request = attributes.getRequest();
		if (exception instanceof MissingApiVersionException) {
			return missing(request);
		}
		if (exception instanceof InvalidApiVersionException invalid) {
			// Without the text, which no parser of versions has understood.
			return (invalid.getCause() != null) ? malformed() : refused(request, invalid.getVersion());
		}
		// The path may exist in another version than the one that was asked for.
		boolean unmapped = exception instanceof NoResourceFoundException
				|| exception instanceof NoHandlerFoundException;
		Comparable<?> version = (unmapped) ? this.versions.requested(request) : null;
		return (version != null && !this.versions.supported(request).isEmpty()) ? refused(request, version.toString())
				: null;
	}

	private Problem refused(HttpServletRequest request, String version) {
		VersionLifecycle lifecycle = this.versions.find(version).lifecycle();
		if (this.mode == VersioningMode.ENFORCE && lifecycle.isRefused(this.versions.now())) {
			return ended(lifecycle);
		}
		return supported(request, Problem.of(UNSUPPORTED).withMember("requested", ApiVersions.printable(version)));
	}

	Problem missing(HttpServletRequest request) {
		return supported(request,
				Problem.of(ProblemType.BAD_REQUEST).withDetail("The request names no version of the API."));
	}

	static Problem malformed() {
		return Problem.of(ProblemType.BAD_REQUEST).withDetail("The version of the API cannot be read.");
	}

	static Problem ambiguous() {
		return Problem.of(ProblemType.BAD_REQUEST).withDetail("The request names more than one version of the API.");
	}

	private Problem supported(HttpServletRequest request, Problem problem) {
		List<String> supported = this.versions.supported(request);
		return (supported.isEmpty()) ? problem : problem.withMember("supported", supported);
	}

	/**
	 * Return the problem of a version or an endpoint that has ended.
	 * @param lifecycle its life cycle
	 * @return the problem
	 */
	Problem ended(VersionLifecycle lifecycle) {
		Instant now = this.versions.now();
		Instant brownoutEnd = lifecycle.brownoutEnd(now);
		Problem problem = Problem.of(ProblemType.GONE)
			.withDetail((brownoutEnd != null) ? "This version of the API ends soon and is not available for now."
					: "This version of the API has ended.");
		if (lifecycle.successor() != null) {
			problem = problem.withMember("successor", lifecycle.successor());
		}
		return (brownoutEnd != null) ? problem.withHeader(HttpHeaders.RETRY_AFTER,
				String.valueOf(Duration.between(now, brownoutEnd).toSeconds() + 1)) : problem;
	}

	@Override
	public FeaturePosture contribute() {
		return new FeaturePosture("versioning", Map.of("mode", this.mode, "versions",
				this.versions.all().stream().map(ApiVersions.Version::label).toList()));
	}

}
