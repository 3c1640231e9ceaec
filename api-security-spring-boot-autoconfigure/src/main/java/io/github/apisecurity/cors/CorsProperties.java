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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for cross-origin requests.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.cors")
public class CorsProperties {

	/**
	 * What is allowed by path, the first match decides. Cross-origin requests to other
	 * paths are not allowed.
	 */
	private final List<Rule> rules = new ArrayList<>();

	public List<Rule> getRules() {
		return this.rules;
	}

	/**
	 * What is allowed for one path.
	 */
	@ConfigurationPropertiesSource
	public static class Rule {

		/**
		 * Path pattern the rule is for.
		 */
		private String pattern = "/**";

		/**
		 * Origins that are allowed, such as 'https://app.example.com'.
		 */
		private final Set<String> allowedOrigins = new LinkedHashSet<>();

		/**
		 * HTTP methods that are allowed.
		 */
		private final Set<String> allowedMethods = new LinkedHashSet<>(List.of("GET", "HEAD"));

		/**
		 * Request headers that are allowed beyond the safelisted ones.
		 */
		private final Set<String> allowedHeaders = new LinkedHashSet<>(List.of("Authorization", "Content-Type"));

		/**
		 * Response headers a script may read beyond the safelisted ones.
		 */
		private final Set<String> exposedHeaders = new LinkedHashSet<>(List.of("Retry-After", "RateLimit",
				"RateLimit-Policy", "WWW-Authenticate", "Deprecation", "Sunset", "Link", "API-Version"));

		/**
		 * Whether the browser may send cookies and client certificates.
		 */
		private boolean allowCredentials;

		/**
		 * Whether origins may be those of pages that came without TLS, which everybody on
		 * the network can change. Loopback ones may always.
		 */
		private boolean allowInsecureOrigins;

		/**
		 * Whether pages of public sites may call this application on a private network.
		 */
		private boolean allowPrivateNetwork;

		/**
		 * Time a browser may keep the answer to a preflight request.
		 */
		private Duration maxAge = Duration.ofMinutes(30);

		public String getPattern() {
			return this.pattern;
		}

		public void setPattern(String pattern) {
			this.pattern = pattern;
		}

		public Set<String> getAllowedOrigins() {
			return this.allowedOrigins;
		}

		public Set<String> getAllowedMethods() {
			return this.allowedMethods;
		}

		public Set<String> getAllowedHeaders() {
			return this.allowedHeaders;
		}

		public Set<String> getExposedHeaders() {
			return this.exposedHeaders;
		}

		public boolean isAllowCredentials() {
			return this.allowCredentials;
		}

		public void setAllowCredentials(boolean allowCredentials) {
			this.allowCredentials = allowCredentials;
		}

		public boolean isAllowInsecureOrigins() {
			return this.allowInsecureOrigins;
		}

		public void setAllowInsecureOrigins(boolean allowInsecureOrigins) {
			this.allowInsecureOrigins = allowInsecureOrigins;
		}

		public boolean isAllowPrivateNetwork() {
			return this.allowPrivateNetwork;
		}

		public void setAllowPrivateNetwork(boolean allowPrivateNetwork) {
			this.allowPrivateNetwork = allowPrivateNetwork;
		}

		public Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(Duration maxAge) {
			this.maxAge = maxAge;
		}

	}

}
