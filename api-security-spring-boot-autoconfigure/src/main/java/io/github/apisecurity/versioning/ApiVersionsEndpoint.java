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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} for the versions of the API, their life cycles, and who uses
 * them.
 */
@Endpoint(id = "apiversions")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ApiVersionsEndpoint.class)
class ApiVersionsEndpoint {

	private final ApiVersions versions;

	private final VersionUsage usage;

	ApiVersionsEndpoint(ApiVersions versions, VersionUsage usage) {
		this.versions = versions;
		this.usage = usage;
	}

	/**
	 * Return the versions and their use since the application was started.
	 * @return the versions
	 */
	@ReadOperation
	Versions versions() {
		Map<String, Lifecycle> lifecycles = new LinkedHashMap<>();
		Instant now = this.versions.now();
		this.versions.all()
			.forEach((version) -> lifecycles.put(version.label(), Lifecycle.of(version.lifecycle(), now)));
		return new Versions(lifecycles, this.usage.entries());
	}

	/**
	 * Body of the response.
	 *
	 * @param versions the life cycles by version
	 * @param use who uses what
	 */
	record Versions(Map<String, Lifecycle> versions, List<VersionUsage.Entry> use) {

	}

	/**
	 * Life cycle of a version.
	 *
	 * @param state {@code current}, {@code deprecated} or {@code ended}
	 * @param deprecatedAt when it is deprecated
	 * @param sunsetAt when it ends
	 * @param successor the version that comes after it
	 */
	record Lifecycle(String state, @Nullable Instant deprecatedAt, @Nullable Instant sunsetAt,
			@Nullable String successor) {

		static Lifecycle of(VersionLifecycle lifecycle, Instant now) {
			String state = (lifecycle.isRefused(now)) ? "ended"
					: (lifecycle.isDeprecated(now)) ? "deprecated" : "current";
			return new Lifecycle(state, lifecycle.deprecatedAt(), lifecycle.sunsetAt(), lifecycle.successor());
		}

	}

}
