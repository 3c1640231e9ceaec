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

package io.github.apisecurity.authentication.jwt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * What the tokens of an issuer must say, and what it means.
 *
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public abstract class AccessTokenClaimsProperties {

	/**
	 * Audiences of which a token needs one.
	 */
	private final Set<String> audiences = new LinkedHashSet<>();

	/**
	 * Whether tokens need one of the audiences.
	 */
	private Check audienceCheck = Check.REQUIRED;

	/**
	 * Claim that holds the audiences.
	 */
	private String audienceClaim = "aud";

	/**
	 * Claims that must have a certain value.
	 */
	private final Map<String, String> requiredClaims = new LinkedHashMap<>();

	/**
	 * Claims that name the caller, of which the first that a token has counts.
	 */
	private final List<String> principalClaim = new ArrayList<>(List.of("sub"));

	/**
	 * Text put before the name of the caller, so that callers of different issuers have
	 * different names.
	 */
	private String principalPrefix = "";

	/**
	 * Claims that become authorities. The scopes with the prefix 'SCOPE_' when empty.
	 */
	private final List<Authority> authorities = new ArrayList<>();

	/**
	 * Longest time between the issue and the expiry of a token. That of all issuers when
	 * not set.
	 */
	private @Nullable Duration maxTokenLifetime;

	/**
	 * How far the clock of the issuer may be off. As for all issuers when not set.
	 */
	private @Nullable Duration clockSkew;

	/**
	 * Whether tokens need the time of issue.
	 */
	private boolean requireIssuedAt = true;

	public @Nullable Duration getMaxTokenLifetime() {
		return this.maxTokenLifetime;
	}

	public void setMaxTokenLifetime(@Nullable Duration maxTokenLifetime) {
		this.maxTokenLifetime = maxTokenLifetime;
	}

	public @Nullable Duration getClockSkew() {
		return this.clockSkew;
	}

	public void setClockSkew(@Nullable Duration clockSkew) {
		this.clockSkew = clockSkew;
	}

	public boolean isRequireIssuedAt() {
		return this.requireIssuedAt;
	}

	public void setRequireIssuedAt(boolean requireIssuedAt) {
		this.requireIssuedAt = requireIssuedAt;
	}

	public Set<String> getAudiences() {
		return this.audiences;
	}

	public Check getAudienceCheck() {
		return this.audienceCheck;
	}

	public void setAudienceCheck(Check audienceCheck) {
		this.audienceCheck = audienceCheck;
	}

	public String getAudienceClaim() {
		return this.audienceClaim;
	}

	public void setAudienceClaim(String audienceClaim) {
		this.audienceClaim = audienceClaim;
	}

	public Map<String, String> getRequiredClaims() {
		return this.requiredClaims;
	}

	public List<String> getPrincipalClaim() {
		return this.principalClaim;
	}

	public String getPrincipalPrefix() {
		return this.principalPrefix;
	}

	public void setPrincipalPrefix(String principalPrefix) {
		this.principalPrefix = principalPrefix;
	}

	public List<Authority> getAuthorities() {
		return this.authorities;
	}

	/**
	 * Claim that becomes authorities.
	 */
	@ConfigurationPropertiesSource
	public static class Authority {

		/**
		 * Claim, as a path with dots such as 'realm_access.roles', in which an asterisk
		 * stands for any member, or as a JSON pointer.
		 */
		private @Nullable String claim;

		/**
		 * Text put before each value.
		 */
		private String prefix = "";

		/**
		 * Case the values are converted to, before the prefix is added.
		 */
		private LetterCase letterCase = LetterCase.UNCHANGED;

		/**
		 * Values that count, as they stand in the claim. All when empty.
		 */
		private final Set<String> allowed = new LinkedHashSet<>();

		/**
		 * Authorities by value, for values that are renamed.
		 */
		private final Map<String, String> rename = new LinkedHashMap<>();

		/**
		 * Whether the values are the names of the members of an object.
		 */
		private boolean objectKeys;

		public boolean isObjectKeys() {
			return this.objectKeys;
		}

		public void setObjectKeys(boolean objectKeys) {
			this.objectKeys = objectKeys;
		}

		public @Nullable String getClaim() {
			return this.claim;
		}

		public void setClaim(@Nullable String claim) {
			this.claim = claim;
		}

		public String getPrefix() {
			return this.prefix;
		}

		public void setPrefix(String prefix) {
			this.prefix = prefix;
		}

		public LetterCase getLetterCase() {
			return this.letterCase;
		}

		public void setLetterCase(LetterCase letterCase) {
			this.letterCase = letterCase;
		}

		public Set<String> getAllowed() {
			return this.allowed;
		}

		public Map<String, String> getRename() {
			return this.rename;
		}

	}

	/**
	 * Whether something is checked.
	 */
	public enum Check {

		/**
		 * It is checked, and the application does not start when it cannot be.
		 */
		REQUIRED,

		/**
		 * It is not checked.
		 */
		OFF

	}

	/**
	 * Case of letters.
	 */
	public enum LetterCase {

		/**
		 * As in the token.
		 */
		UNCHANGED,

		/**
		 * Upper case.
		 */
		UPPER,

		/**
		 * Lower case.
		 */
		LOWER

	}

}
