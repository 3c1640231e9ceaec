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

package io.github.apisecurity.authentication.stepup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.chain.RequestRuleProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for step-up authentication.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.authentication.step-up")
public class StepUpProperties {

	/**
	 * Demands by path, the first match decides.
	 */
	private final List<Rule> rules = new ArrayList<>();

	public List<Rule> getRules() {
		return this.rules;
	}

	/**
	 * Demand for the requests to a path.
	 */
	@ConfigurationPropertiesSource
	public static class Rule extends RequestRuleProperties {

		/**
		 * Authentication context classes of which the token needs one.
		 */
		private final List<String> acr = new ArrayList<>();

		/**
		 * Authentication methods the token needs, all of them.
		 */
		private final Set<String> amr = new LinkedHashSet<>();

		/**
		 * Longest time since the caller authenticated.
		 */
		private @Nullable Duration maxAge;

		public List<String> getAcr() {
			return this.acr;
		}

		public Set<String> getAmr() {
			return this.amr;
		}

		public @Nullable Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(@Nullable Duration maxAge) {
			this.maxAge = maxAge;
		}

	}

}
