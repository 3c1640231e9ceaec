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

package io.github.apisecurity.cors;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.config.PropertyValue;

import org.springframework.web.cors.CorsConfiguration;

/**
 * Makes the configuration of Spring from the properties, and refuses what would open the
 * API to every site.
 */
final class CorsConfigurationFactory {

	private CorsConfigurationFactory() {
	}

	static CorsConfiguration create(String key, CorsProperties.Rule rule) {
		PropertyValue.refuseIf(rule.getAllowedOrigins().isEmpty(), key + ".allowed-origins", rule.getAllowedOrigins(),
				"The rule allows nothing. Name the origins, such as 'https://app.example.com', or remove it.");
		rule.getAllowedOrigins().forEach((origin) -> checkOrigin(key, origin, rule.isAllowCredentials()));
		if (rule.isAllowCredentials()) {
			checkNoWildcard(key + ".allowed-headers", rule.getAllowedHeaders());
			checkNoWildcard(key + ".allowed-methods", rule.getAllowedMethods());
			checkNoWildcard(key + ".exposed-headers", rule.getExposedHeaders());
		}
		PropertyValue.refuseIf(rule.getMaxAge().isNegative(), key + ".max-age", rule.getMaxAge(),
				"Use a duration of zero or more, such as '30m'.");
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(List.copyOf(rule.getAllowedOrigins()));
		configuration.setAllowedMethods(
				rule.getAllowedMethods().stream().map((method) -> method(key + ".allowed-methods", method)).toList());
		configuration.setAllowedHeaders(List.copyOf(rule.getAllowedHeaders()));
		configuration.setExposedHeaders(List.copyOf(rule.getExposedHeaders()));
		configuration.setAllowCredentials(rule.isAllowCredentials());
		configuration.setMaxAge(rule.getMaxAge());
		return configuration;
	}

	private static String method(String key, String method) {
		return CorsConfiguration.ALL.equals(method) ? method : RequestRule.method(key, method);
	}

	private static void checkOrigin(String key, String origin, boolean allowCredentials) {
		boolean any = CorsConfiguration.ALL.equals(origin);
		PropertyValue.refuseIf((any) ? allowCredentials : !isOrigin(origin), key + ".allowed-origins", origin,
				(any) ? "Any site could act as the user. Name the origins or set 'allow-credentials' to false."
						: "Use scheme, host and port without path or wildcard, such as 'https://app.example.com'.");
	}

	private static boolean isOrigin(String origin) {
		try {
			URI uri = new URI(origin);
			return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme())) && uri.getHost() != null
					&& uri.getUserInfo() == null && uri.getRawPath().isEmpty() && uri.getRawQuery() == null
					&& uri.getRawFragment() == null;
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private static void checkNoWildcard(String key, Set<String> values) {
		PropertyValue.refuseIf(values.contains(CorsConfiguration.ALL), key, CorsConfiguration.ALL,
				"A wildcard does not work with 'allow-credentials'. Name the values.");
	}

}
