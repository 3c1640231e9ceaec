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

package io.github.apisecurity.masking.jackson;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.problem.ProblemCustomizer;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;

/**
 * Masks the members of problems, which an application may fill with objects of its own.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
class MaskingProblemCustomizer implements ProblemCustomizer {

	private final JsonMapper mapper;

	MaskingProblemCustomizer(JsonMapper mapper, MaskingRules rules, RevealSource source) {
		// The mapper of the application knows the mix-ins that mask types of others.
		this.mapper = mapper.rebuild()
			.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
			.addModule(new MaskingModule(rules, source))
			.build();
	}

	@Override
	public void customize(ProblemDetail problem) {
		Map<String, Object> properties = problem.getProperties();
		if (properties == null || properties.isEmpty()) {
			return;
		}
		Map<String, Object> masked = new LinkedHashMap<>();
		this.mapper.valueToTree(properties)
			.properties()
			.forEach((property) -> masked.put(property.getKey(), property.getValue()));
		problem.setProperties(masked);
	}

}
