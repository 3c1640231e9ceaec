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

package io.github.apisecurity.posture;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that shows which features are in force.
 */
@Endpoint(id = "apisecurity")
class ApiSecurityEndpoint {

	private final List<String> features;

	private final List<PostureContributor> contributors;

	ApiSecurityEndpoint(List<String> features, List<PostureContributor> contributors) {
		this.features = List.copyOf(features);
		this.contributors = List.copyOf(contributors);
	}

	/**
	 * Return every feature with its switch and, where it is on, its details.
	 * @return the report
	 */
	@ReadOperation
	Posture posture() {
		Map<String, Feature> report = new TreeMap<>();
		this.features.forEach((name) -> report.put(name, new Feature(false, Map.of())));
		for (PostureContributor contributor : this.contributors) {
			FeaturePosture posture = FeaturePosture.of(contributor);
			Feature known = report.getOrDefault(posture.feature(), new Feature(true, Map.of()));
			Map<String, Object> details = new TreeMap<>(known.details());
			details.putAll(posture.details());
			report.put(posture.feature(), new Feature(true, details));
		}
		return new Posture(report);
	}

	/**
	 * Body of the response.
	 *
	 * @param features the features by name
	 */
	record Posture(Map<String, Feature> features) {

	}

	/**
	 * One feature.
	 *
	 * @param enabled whether the feature is in force
	 * @param details what is in force
	 */
	record Feature(boolean enabled, Map<String, Object> details) {

	}

}
