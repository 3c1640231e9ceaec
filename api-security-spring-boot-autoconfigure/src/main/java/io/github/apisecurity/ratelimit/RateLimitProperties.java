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

package io.github.apisecurity.ratelimit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for rate limits.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.rate-limit")
public class RateLimitProperties {

	/**
	 * Whether to enforce rate limits.
	 */
	private boolean enabled = true;

	/**
	 * Policies by name.
	 */
	private Map<String, Policy> policies = new LinkedHashMap<>();

	/**
	 * Policies by path. Every route that matches applies.
	 */
	private List<Route> routes = new ArrayList<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Map<String, Policy> getPolicies() {
		return this.policies;
	}

	public void setPolicies(Map<String, Policy> policies) {
		this.policies = policies;
	}

	public List<Route> getRoutes() {
		return this.routes;
	}

	public void setRoutes(List<Route> routes) {
		this.routes = routes;
	}

	/**
	 * Named set of limits.
	 */
	@ConfigurationPropertiesSource
	public static class Policy {

		/**
		 * Whom the limits count.
		 */
		private RateLimitKey key = RateLimitKey.USER;

		/**
		 * Limits, such as '100/1m' or '100/1m burst 200'. All apply.
		 */
		private List<String> limits = new ArrayList<>();

		public RateLimitKey getKey() {
			return this.key;
		}

		public void setKey(RateLimitKey key) {
			this.key = key;
		}

		public List<String> getLimits() {
			return this.limits;
		}

		public void setLimits(List<String> limits) {
			this.limits = limits;
		}

	}

	/**
	 * Policies of the requests to a path.
	 */
	@ConfigurationPropertiesSource
	public static class Route {

		/**
		 * Path pattern, such as '/api/**'.
		 */
		private @Nullable String pattern;

		/**
		 * HTTP methods the route is for. All when empty.
		 */
		private Set<String> methods = new LinkedHashSet<>();

		/**
		 * Names of the policies.
		 */
		private Set<String> policies = new LinkedHashSet<>();

		public @Nullable String getPattern() {
			return this.pattern;
		}

		public void setPattern(@Nullable String pattern) {
			this.pattern = pattern;
		}

		public Set<String> getMethods() {
			return this.methods;
		}

		public void setMethods(Set<String> methods) {
			this.methods = methods;
		}

		public Set<String> getPolicies() {
			return this.policies;
		}

		public void setPolicies(Set<String> policies) {
			this.policies = policies;
		}

	}

}
