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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;

/**
 * What the parts of validation report about themselves, of those that are on.
 *
 * @param shadow what would have been refused
 * @param limits the limits of requests
 * @param firewall the firewall
 * @param json the rules of JSON
 * @param query the rules of query parameters
 * @param pages the parameters of a page request
 * @param environment may take rules back
 */
record ValidationPosture(ShadowRefusals shadow, ObjectProvider<RequestLimits> limits,
		ObjectProvider<FirewallProperties> firewall, ObjectProvider<JsonProperties> json,
		ObjectProvider<QueryProperties> query, ObjectProvider<PageParameters> pages,
		Environment environment) implements PostureContributor {

	@Override
	public FeaturePosture contribute() {
		Map<String, Object> details = new HashMap<>();
		details.put("would-refuse", this.shadow.counts());
		this.limits.ifAvailable((request) -> details.put("request", Map.of("max-body-size", request.body().maxSize(),
				"max-uri-length", request.maxUriLength(), "body-timeout", request.bodyTimeout().toString())));
		this.firewall.ifAvailable((properties) -> details.put("firewall", Map.of("allowed-methods",
				new TreeSet<>(properties.getAllowedMethods()), "allowed-hosts", properties.getAllowedHosts())));
		this.json.ifAvailable((properties) -> details.put("json",
				Map.of("max-depth", properties.getMaxDepth(), "max-tokens", properties.getMaxTokens(), "rules",
						new TreeSet<>(JsonStrictness.remaining(properties, this.environment)))));
		this.query.ifAvailable((properties) -> details.put("query",
				Map.of("refuse-duplicates", properties.isRefuseDuplicates(), "refuse-unknown",
						properties.isRefuseUnknown(), "max-page-size", this.pages.getObject().maxSize())));
		return new FeaturePosture("validation", details);
	}

}
