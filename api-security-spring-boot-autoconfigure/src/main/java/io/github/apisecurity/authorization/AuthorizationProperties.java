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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.chain.RequestRuleProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.Name;

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
	 * Authorities instead of 'actuator-authorities' by identifier of an actuator
	 * endpoint, such as 'prometheus'.
	 */
	private final Map<String, Set<String>> actuatorEndpoints = new LinkedHashMap<>();

	/**
	 * Roles of which one includes another, such as 'ADMIN > EDITOR > VIEWER'. Several
	 * lines are several hierarchies.
	 */
	private @Nullable String roleHierarchy;

	/**
	 * What requests need that match no rule. A last rule for '/**' with 'access:
	 * permit-all' lets everybody pass.
	 */
	@Name("default")
	private DefaultAccess defaultAccess = DefaultAccess.AUTHENTICATED;

	/**
	 * What roles may do: actions by resource by role, '*' for all of them. Asked with
	 * hasPermission and by rules.
	 */
	private final Map<String, Map<String, Set<String>>> permissions = new LinkedHashMap<>();

	/**
	 * How callers are answered who are denied one object, as they do not own it or it is
	 * another tenant's.
	 */
	private DeniedObjects deniedObjects = DeniedObjects.FORBIDDEN;

	/**
	 * What happens when rules do not do what they seem to be meant for.
	 */
	private Linter linter = Linter.WARN;

	/**
	 * Rules by path, the first match decides.
	 */
	private final List<Rule> rules = new ArrayList<>();

	public Set<String> getActuatorAuthorities() {
		return this.actuatorAuthorities;
	}

	public Map<String, Set<String>> getActuatorEndpoints() {
		return this.actuatorEndpoints;
	}

	public @Nullable String getRoleHierarchy() {
		return this.roleHierarchy;
	}

	public void setRoleHierarchy(@Nullable String roleHierarchy) {
		this.roleHierarchy = roleHierarchy;
	}

	public DefaultAccess getDefaultAccess() {
		return this.defaultAccess;
	}

	public void setDefaultAccess(DefaultAccess defaultAccess) {
		this.defaultAccess = defaultAccess;
	}

	public Map<String, Map<String, Set<String>>> getPermissions() {
		return this.permissions;
	}

	public DeniedObjects getDeniedObjects() {
		return this.deniedObjects;
	}

	public void setDeniedObjects(DeniedObjects deniedObjects) {
		this.deniedObjects = deniedObjects;
	}

	public Linter getLinter() {
		return this.linter;
	}

	public void setLinter(Linter linter) {
		this.linter = linter;
	}

	public List<Rule> getRules() {
		return this.rules;
	}

	/**
	 * Rule for the requests to a path. All of its conditions have to hold, each with one
	 * of its values.
	 */
	@ConfigurationPropertiesSource
	public static class Rule extends RequestRuleProperties {

		/**
		 * Who may pass: 'permit-all', 'authenticated', 'deny-all', or 'bean:' with the
		 * name of an AuthorizationManager.
		 */
		private String access = "authenticated";

		/**
		 * Authorities of which the caller needs one.
		 */
		private final Set<String> authorities = new LinkedHashSet<>();

		/**
		 * Roles of which the caller needs one, without 'ROLE_'.
		 */
		private final Set<String> roles = new LinkedHashSet<>();

		/**
		 * Scopes of which the caller needs one, without 'SCOPE_'.
		 */
		private final Set<String> scopes = new LinkedHashSet<>();

		/**
		 * Permissions of which the caller's roles need one, such as 'customer:write'.
		 */
		private final Set<String> permissions = new LinkedHashSet<>();

		/**
		 * Addresses and CIDR ranges of which one has the client.
		 */
		private final Set<String> addresses = new LinkedHashSet<>();

		/**
		 * Further conditions, each with authorities, roles, scopes, permissions or
		 * addresses, that have to hold as well.
		 */
		private final List<Map<Condition, Set<String>>> allOf = new ArrayList<>();

		/**
		 * Further conditions, each with authorities, roles, scopes, permissions or
		 * addresses, of which one has to hold as well.
		 */
		private final List<Map<Condition, Set<String>>> anyOf = new ArrayList<>();

		/**
		 * What happens to a request that the rule denies.
		 */
		private Mode mode = Mode.ENFORCE;

		public String getAccess() {
			return this.access;
		}

		public void setAccess(String access) {
			this.access = access;
		}

		public Set<String> getAuthorities() {
			return this.authorities;
		}

		public Set<String> getRoles() {
			return this.roles;
		}

		public Set<String> getScopes() {
			return this.scopes;
		}

		public Set<String> getPermissions() {
			return this.permissions;
		}

		public Set<String> getAddresses() {
			return this.addresses;
		}

		public List<Map<Condition, Set<String>>> getAllOf() {
			return this.allOf;
		}

		public List<Map<Condition, Set<String>>> getAnyOf() {
			return this.anyOf;
		}

		public Mode getMode() {
			return this.mode;
		}

		public void setMode(Mode mode) {
			this.mode = mode;
		}

	}

	/**
	 * What requests need that match no rule.
	 */
	public enum DefaultAccess {

		/**
		 * A caller that is authenticated.
		 */
		AUTHENTICATED,

		/**
		 * A rule: without one nobody passes.
		 */
		DENY

	}

	/**
	 * Kinds of conditions.
	 */
	public enum Condition {

		/**
		 * Authorities as they are.
		 */
		AUTHORITIES,

		/**
		 * Roles without 'ROLE_'.
		 */
		ROLES,

		/**
		 * Scopes without 'SCOPE_'.
		 */
		SCOPES,

		/**
		 * Permissions of roles, a resource and an action.
		 */
		PERMISSIONS,

		/**
		 * Addresses and CIDR ranges of the client.
		 */
		ADDRESSES

	}

	/**
	 * What happens to a request that a rule denies.
	 */
	public enum Mode {

		/**
		 * It is refused.
		 */
		ENFORCE,

		/**
		 * It is counted, recorded and left to the rules after this one.
		 */
		SHADOW

	}

	/**
	 * How callers are answered who are denied one object.
	 */
	public enum DeniedObjects {

		/**
		 * With 403.
		 */
		FORBIDDEN,

		/**
		 * With 404, so that nobody learns which identifiers are in use.
		 */
		NOT_FOUND

	}

	/**
	 * What happens when rules do not do what they seem to be meant for.
	 */
	public enum Linter {

		/**
		 * Each finding is a warning.
		 */
		WARN,

		/**
		 * The application does not start.
		 */
		FAIL,

		/**
		 * Nobody looks.
		 */
		OFF

	}

}
