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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;

/**
 * Makes the configuration of Spring from the properties, and refuses what would open the
 * API to every site.
 */
final class CorsConfigurationFactory {

	private static final Duration MAX_AGE = Duration.ofDays(1);

	// As browsers write it: lower case, no empty label, no dot at the end.
	private static final Pattern HOST = Pattern
		.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\\[[0-9a-f:.]+]");

	private static final Pattern LOOPBACK = Pattern.compile("localhost|.+\\.localhost|127(?:\\.\\d+){3}|\\[::1]");

	private static final Pattern TOKEN = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");

	private static final Pattern FORBIDDEN_HEADER = Pattern
		.compile("(?i)(?:sec|proxy)-.*|cookie2?|host|origin|referer|connection|content-length|transfer-encoding");

	private static final Pattern COOKIE_HEADER = Pattern.compile("(?i)set-cookie2?");

	private static final Pattern FORBIDDEN_METHOD = Pattern.compile("(?i)trace|track|connect");

	private CorsConfigurationFactory() {
	}

	static CorsConfiguration create(String key, CorsProperties.Rule rule, Set<String> moreLimits) {
		String origins = key + ".allowed-origins";
		PropertyValue.refuseIf(rule.getAllowedOrigins().isEmpty(), origins, rule.getAllowedOrigins(),
				"The rule allows nothing. Name the origins, such as 'https://app.example.com', or remove it.");
		boolean any = rule.getAllowedOrigins().contains(CorsConfiguration.ALL);
		PropertyValue.refuseIf(any && rule.getAllowedOrigins().size() > 1, origins, rule.getAllowedOrigins(),
				"'*' allows every site, so that the others say nothing. Remove '*', or the others.");
		PropertyValue.refuseIf(any && rule.isAllowCredentials(), origins, CorsConfiguration.ALL,
				"Any site could act as the user. Name the origins or set 'allow-credentials' to false.");
		PropertyValue.refuseIf(any && rule.isAllowPrivateNetwork(), origins, CorsConfiguration.ALL,
				"Any site could reach into the private network. Name the origins or set 'allow-private-network' to false.");
		rule.getAllowedOrigins()
			.stream()
			.filter((origin) -> !CorsConfiguration.ALL.equals(origin))
			.forEach((origin) -> checkOrigin(origins, origin, rule.isAllowInsecureOrigins()));
		checkNames(key + ".allowed-headers", rule.getAllowedHeaders(), rule.isAllowCredentials(), FORBIDDEN_HEADER,
				"No script can send this header. Remove it.");
		checkNames(key + ".exposed-headers", rule.getExposedHeaders(), rule.isAllowCredentials(), COOKIE_HEADER,
				"No browser shows cookies to a script. Remove it.");
		checkNames(key + ".allowed-methods", rule.getAllowedMethods(), rule.isAllowCredentials(), FORBIDDEN_METHOD,
				"No browser sends this method. Remove it.");
		PropertyValue.refuseIf(rule.getAllowedMethods().isEmpty(), key + ".allowed-methods", rule.getAllowedMethods(),
				"The rule allows nothing. Name the methods, such as 'GET', or remove it.");
		PropertyValue.refuseIf(rule.getMaxAge().isNegative() || rule.getMaxAge().compareTo(MAX_AGE) > 0,
				key + ".max-age", rule.getMaxAge(),
				"Use a duration between zero and a day, such as '30m': no browser keeps it longer.");
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(List.copyOf(rule.getAllowedOrigins()));
		configuration.setAllowedMethods(
				rule.getAllowedMethods().stream().map((method) -> method(key + ".allowed-methods", method)).toList());
		configuration.setAllowedHeaders(List.copyOf(rule.getAllowedHeaders()));
		configuration.setExposedHeaders(new ArrayList<>(rule.getExposedHeaders()));
		if (rule.getExposedHeaders().contains("RateLimit")) {
			moreLimits.forEach(configuration::addExposedHeader);
		}
		configuration.setAllowCredentials(rule.isAllowCredentials());
		configuration.setMaxAge(rule.getMaxAge());
		configuration.setAllowPrivateNetwork(rule.isAllowPrivateNetwork());
		return configuration;
	}

	private static String method(String key, String method) {
		return CorsConfiguration.ALL.equals(method) ? method : RequestRule.method(key, method);
	}

	private static void checkOrigin(String key, String origin, boolean allowInsecure) {
		PropertyValue.refuseIf("null".equals(origin), key, origin,
				"Every sandboxed frame and local file has the origin 'null'. Name the origin of a site.");
		URI uri = origin(origin);
		PropertyValue.refuseIf(uri == null, key, origin,
				"Use scheme, host and port without path or wildcard, as a browser writes it, such as 'https://app.example.com'.");
		boolean insecure = "http".equals(uri.getScheme());
		PropertyValue.refuseIf(uri.getPort() == (insecure ? 80 : 443), key, origin,
				"A browser leaves out the default port, so that this never matches. Leave it out.");
		PropertyValue.refuseIf(uri.getPort() == 0 || uri.getPort() > 65535, key, origin,
				"There is no such port. Use one up to 65535.");
		PropertyValue.refuseIf(insecure && !allowInsecure && !LOOPBACK.matcher(uri.getHost()).matches(), key, origin,
				"Everybody on the network can change a page that came without TLS. Use 'https:', or set "
						+ "'allow-insecure-origins'.");
	}

	private static @Nullable URI origin(String origin) {
		URI uri = PropertyValue.uri(origin);
		if (uri == null || uri.getHost() == null || !HOST.matcher(uri.getHost()).matches()) {
			return null;
		}
		boolean written = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
		String port = (uri.getPort() != -1) ? ":" + uri.getPort() : "";
		return (written && origin.equals(uri.getScheme() + "://" + uri.getHost() + port)) ? uri : null;
	}

	private static void checkNames(String key, Set<String> names, boolean credentials, Pattern forbidden,
			String action) {
		PropertyValue.refuseIf(credentials && names.contains(CorsConfiguration.ALL), key, CorsConfiguration.ALL,
				"A wildcard does not work with 'allow-credentials'. Name the values.");
		for (String name : names) {
			PropertyValue.refuseIf(forbidden.matcher(name).matches(), key, name, action);
			PropertyValue.refuseIf(!TOKEN.matcher(name).matches(), key, name,
					"This is no name. Use letters, digits and hyphens.");
		}
	}

}
