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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * Report of one feature.
 *
 * @param feature the name of the feature, as in {@code api-security.<feature>.enabled}
 * @param details what is in force, without secrets
 * @since 0.1.0
 */
public record FeaturePosture(String feature, Map<String, Object> details) {

	private static final Log log = LogFactory.getLog(FeaturePosture.class);

	public FeaturePosture {
		Assert.hasText(feature, "'feature' must not be empty");
		details = Map.copyOf(details);
	}

	/**
	 * Ask a contributor. One that fails is told of in its place, since the others are
	 * needed then as well.
	 * @param contributor the contributor
	 * @return what it reports
	 */
	public static FeaturePosture of(PostureContributor contributor) {
		try {
			return contributor.contribute();
		}
		catch (RuntimeException ex) {
			String name = contributor.getClass().getSimpleName();
			log.warn("A part of the report of what is in force cannot be told: " + name + " failed with "
					+ ex.getClass().getName());
			return new FeaturePosture("unknown",
					Map.of("findings", List.of(name + " failed with " + ex.getClass().getSimpleName())));
		}
	}

}
