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

package io.github.apisecurity.authorization;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.chain.RequestRuleProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for authorization.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.authorization")
public class AuthorizationProperties {

	/**
	 * Authorities of which a caller needs one to reach an actuator endpoint other than
	 * health, whatever the rules say. Nobody gets there when empty.
	 */
	private final Set<String> actuatorAuthorities = new LinkedHashSet<>(Set.of("ROLE_ADMIN"));

	/**
	 * Rules by path, the first match decides. Requests that match none need an
	 * authenticated caller.
	 */
	private final List<Rule> rules = new ArrayList<>();

	public Set<String> getActuatorAuthorities() {
		return this.actuatorAuthorities;
	}

	public List<Rule> getRules() {
		return this.rules;
	}

	/**
	 * Rule for the requests to a path.
	 */
	@ConfigurationPropertiesSource
	public static class Rule extends RequestRuleProperties {

		/**
		 * Who may pass.
		 */
		private Access access = Access.AUTHENTICATED;

		/**
		 * Authorities of which the caller needs one, for access 'authenticated'. None are
		 * needed when empty.
		 */
		private final Set<String> authorities = new LinkedHashSet<>();

		public Access getAccess() {
			return this.access;
		}

		public void setAccess(Access access) {
			this.access = access;
		}

		public Set<String> getAuthorities() {
			return this.authorities;
		}

	}

	/**
	 * Who may pass a rule.
	 */
	public enum Access {

		/**
		 * Anybody, without credentials.
		 */
		PERMIT_ALL,

		/**
		 * Callers that are authenticated and have one of the authorities.
		 */
		AUTHENTICATED,

		/**
		 * Nobody.
		 */
		DENY_ALL

	}

}
