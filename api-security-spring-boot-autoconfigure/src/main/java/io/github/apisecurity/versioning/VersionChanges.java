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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.github.apisecurity.chain.RequestRule;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.Assert;

/**
 * The changes of an API in the order of their versions.
 */
class VersionChanges implements SmartInitializingSingleton {

	private final List<Change> changes;

	private final ApiVersions versions;

	private final List<Applied> applied = new ArrayList<>();

	VersionChanges(List<Change> changes, ApiVersions versions) {
		this.changes = List.copyOf(changes);
		this.versions = versions;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (Change change : this.changes) {
			Comparable<?> to = this.versions.parse(change.to());
			Assert.state(ApiVersions.compare(this.versions.parse(change.from()), to) < 0,
					() -> "@VersionChange on " + change.bean().getClass().getName() + " goes from '" + change.from()
							+ "' to '" + change.to() + "', which does not come after it");
			this.applied.add(new Applied(change, to));
		}
		this.applied.sort(Comparator.comparing(Applied::to, ApiVersions::compare));
	}

	boolean mayApply(HttpServletRequest request) {
		return this.changes.stream().anyMatch((change) -> change.rule().matches(request));
	}

	/**
	 * Return the changes since the version of a request.
	 * @param request the request, whose handler has been found
	 * @return the changes, the oldest first
	 */
	List<ApiVersionChange> since(HttpServletRequest request) {
		Comparable<?> version = VersioningInterceptor.version(request);
		if (version == null) {
			return List.of();
		}
		return this.applied.stream()
			.filter((change) -> ApiVersions.compare(version, change.to()) < 0
					&& change.change().rule().matches(request))
			.map((change) -> change.change().bean())
			.toList();
	}

	/**
	 * One change as it is written.
	 *
	 * @param rule the endpoints
	 * @param from the last version with the old form
	 * @param to the first version with the new form
	 * @param bean the bean
	 */
	record Change(RequestRule rule, String from, String to, ApiVersionChange bean) {

	}

	private record Applied(Change change, Comparable<?> to) {

	}

}
