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

package io.github.apisecurity.validation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;

import org.springframework.beans.factory.BeanFactory;

/**
 * What the parts of validation report about themselves.
 *
 * @param beans has the parts that are on
 */
record ValidationPosture(BeanFactory beans) implements PostureContributor {

	@Override
	public FeaturePosture contribute() {
		Map<String, Object> details = new HashMap<>();
		details.put("would-refuse", this.beans.getBean(ShadowRefusals.class).counts());
		this.beans.getBeanProvider(RequestLimits.class)
			.ifAvailable((request) -> details.put("request", Map.of("max-body-size", request.body().maxSize(),
					"max-uri-length", request.maxUriLength(), "body-timeout", request.bodyTimeout().toString())));
		this.beans.getBeanProvider(FirewallProperties.class)
			.ifAvailable((firewall) -> details.put("firewall", Map.of("allowed-methods",
					new TreeSet<>(firewall.getAllowedMethods()), "allowed-hosts", firewall.getAllowedHosts())));
		this.beans.getBeanProvider(JsonProperties.class)
			.ifAvailable((json) -> details.put("json", Map.of("max-depth", json.getMaxDepth(), "max-tokens",
					json.getMaxTokens(), "rules", new TreeSet<>(this.beans.getBean(JsonStrictness.class).rules()))));
		this.beans.getBeanProvider(QueryProperties.class)
			.ifAvailable((query) -> details.put("query",
					Map.of("refuse-duplicates", query.isRefuseDuplicates(), "refuse-unknown", query.isRefuseUnknown(),
							"max-page-size", this.beans.getBean(PageParameters.class).maxSize())));
		return new FeaturePosture("validation", details);
	}

}
