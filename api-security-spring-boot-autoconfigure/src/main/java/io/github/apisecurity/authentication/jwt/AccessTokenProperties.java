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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for access tokens.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.authentication")
public class AccessTokenProperties {

	/**
	 * Issuers whose access tokens are accepted. With a single one,
	 * 'spring.security.oauth2.resourceserver.jwt.issuer-uri' will do.
	 */
	private final List<Issuer> issuers = new ArrayList<>();

	/**
	 * Whether the issuer of 'spring.security.oauth2.resourceserver.jwt' has to be known.
	 */
	private Check issuerCheck = Check.REQUIRED;

	/**
	 * Whether the audiences of 'spring.security.oauth2.resourceserver.jwt' have to be
	 * configured.
	 */
	private Check audienceCheck = Check.REQUIRED;

	/**
	 * Whether tokens of the issuer of 'spring.security.oauth2.resourceserver.jwt' need
	 * the header 'typ'.
	 */
	private boolean typeRequired = true;

	/**
	 * How far the clock of an issuer may be off.
	 */
	private Duration clockSkew = Duration.ofSeconds(30);

	/**
	 * Longest time between the issue and the expiry of a token.
	 */
	private Duration maxTokenLifetime = Duration.ofHours(24);

	/**
	 * Largest token that is parsed.
	 */
	private DataSize maxTokenSize = DataSize.ofKilobytes(8);

	/**
	 * Authorities that tokens cannot grant, beyond those of Spring Security. An asterisk
	 * at the end stands for any rest.
	 */
	private final Set<String> reservedAuthorities = new LinkedHashSet<>();

	/**
	 * Whether tokens may or must be bound to a key of the client (RFC 9449).
	 */
	private DpopMode dpop = DpopMode.OFF;

	/**
	 * Base URIs of the API as clients see it, of which proofs of possession name one.
	 */
	private final List<URI> dpopBaseUri = new ArrayList<>();

	/**
	 * How far the time of a proof of possession may be from now.
	 */
	private Duration dpopProofWindow = Duration.ofSeconds(30);

	/**
	 * Secret that nonces for proofs of possession are made with, the same on all nodes.
	 * No nonces are asked for when not set.
	 */
	private @Nullable String dpopNonceSecret;

	/**
	 * Tokens that only their issuer can read.
	 */
	private final OpaqueToken opaqueToken = new OpaqueToken();

	/**
	 * Keys of the issuers.
	 */
	private final Keys keys = new Keys();

	/**
	 * Tokens whose signature is not verified again.
	 */
	private final TokenCache tokenCache = new TokenCache();

	/**
	 * Protected resource metadata (RFC 9728).
	 */
	private final ResourceMetadata resourceMetadata = new ResourceMetadata();

	/**
	 * Whether tokens of the issuer of 'spring.security.oauth2.resourceserver.jwt' need
	 * the time of issue.
	 */
	private boolean requireIssuedAt = true;

	public boolean isRequireIssuedAt() {
		return this.requireIssuedAt;
	}

	public void setRequireIssuedAt(boolean requireIssuedAt) {
		this.requireIssuedAt = requireIssuedAt;
	}

	public List<Issuer> getIssuers() {
		return this.issuers;
	}

	public Check getIssuerCheck() {
		return this.issuerCheck;
	}

	public void setIssuerCheck(Check issuerCheck) {
		this.issuerCheck = issuerCheck;
	}

	public Check getAudienceCheck() {
		return this.audienceCheck;
	}

	public void setAudienceCheck(Check audienceCheck) {
		this.audienceCheck = audienceCheck;
	}

	public boolean isTypeRequired() {
		return this.typeRequired;
	}

	public void setTypeRequired(boolean typeRequired) {
		this.typeRequired = typeRequired;
	}

	public Duration getClockSkew() {
		return this.clockSkew;
	}

	public void setClockSkew(Duration clockSkew) {
		this.clockSkew = clockSkew;
	}

	public Duration getMaxTokenLifetime() {
		return this.maxTokenLifetime;
	}

	public void setMaxTokenLifetime(Duration maxTokenLifetime) {
		this.maxTokenLifetime = maxTokenLifetime;
	}

	public DataSize getMaxTokenSize() {
		return this.maxTokenSize;
	}

	public void setMaxTokenSize(DataSize maxTokenSize) {
		this.maxTokenSize = maxTokenSize;
	}

	public Set<String> getReservedAuthorities() {
		return this.reservedAuthorities;
	}

	public DpopMode getDpop() {
		return this.dpop;
	}

	public void setDpop(DpopMode dpop) {
		this.dpop = dpop;
	}

	public List<URI> getDpopBaseUri() {
		return this.dpopBaseUri;
	}

	public Duration getDpopProofWindow() {
		return this.dpopProofWindow;
	}

	public void setDpopProofWindow(Duration dpopProofWindow) {
		this.dpopProofWindow = dpopProofWindow;
	}

	public @Nullable String getDpopNonceSecret() {
		return this.dpopNonceSecret;
	}

	public void setDpopNonceSecret(@Nullable String dpopNonceSecret) {
		this.dpopNonceSecret = dpopNonceSecret;
	}

	public OpaqueToken getOpaqueToken() {
		return this.opaqueToken;
	}

	public Keys getKeys() {
		return this.keys;
	}

	public TokenCache getTokenCache() {
		return this.tokenCache;
	}

	public ResourceMetadata getResourceMetadata() {
		return this.resourceMetadata;
	}

	/**
	 * What the tokens of an issuer must say, and what it means.
	 */
	@ConfigurationPropertiesSource
	public abstract static class Claims {

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
		 * Text put before the name of the caller, so that callers of different issuers
		 * have different names.
		 */
		private String principalPrefix = "";

		/**
		 * Claims that become authorities. The scopes with the prefix 'SCOPE_' when empty.
		 */
		private final List<Authority> authorities = new ArrayList<>();

		/**
		 * Longest time between the issue and the expiry of a token. That of all issuers
		 * when not set.
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

	}

	/**
	 * Issuer whose access tokens are accepted.
	 */
	@ConfigurationPropertiesSource
	public static class Issuer extends Claims {

		/**
		 * URI of the issuer, exactly as in the claim 'iss' of its tokens. In that of many
		 * tenants '{tenant}' stands for the name of one.
		 */
		private @Nullable String issuerUri;

		/**
		 * URI of the JWK set. Discovered from the issuer when not set.
		 */
		private @Nullable String jwkSetUri;

		/**
		 * JWS algorithms that are accepted. Only asymmetric ones are possible.
		 */
		private final Set<String> algorithms = new LinkedHashSet<>(List.of("RS256", "PS256", "ES256"));

		/**
		 * Values of the header 'typ' that are accepted.
		 */
		private final Set<String> types = new LinkedHashSet<>(List.of("JWT", "at+jwt"));

		/**
		 * Whether the header 'typ' has to be there.
		 */
		private boolean typeRequired = true;

		/**
		 * Which claims a token must have.
		 */
		private TokenProfile profile = TokenProfile.STANDARD;

		/**
		 * Tenants whose tokens are accepted, where the URI of the issuer has a place for
		 * them. Without any, a TrustedTenants bean decides.
		 */
		private final Set<String> tenants = new LinkedHashSet<>();

		public Set<String> getTenants() {
			return this.tenants;
		}

		public @Nullable String getIssuerUri() {
			return this.issuerUri;
		}

		public void setIssuerUri(@Nullable String issuerUri) {
			this.issuerUri = issuerUri;
		}

		public @Nullable String getJwkSetUri() {
			return this.jwkSetUri;
		}

		public void setJwkSetUri(@Nullable String jwkSetUri) {
			this.jwkSetUri = jwkSetUri;
		}

		public Set<String> getAlgorithms() {
			return this.algorithms;
		}

		public Set<String> getTypes() {
			return this.types;
		}

		public boolean isTypeRequired() {
			return this.typeRequired;
		}

		public void setTypeRequired(boolean typeRequired) {
			this.typeRequired = typeRequired;
		}

		public TokenProfile getProfile() {
			return this.profile;
		}

		public void setProfile(TokenProfile profile) {
			this.profile = profile;
		}

	}

	/**
	 * Opaque tokens, of which 'spring.security.oauth2.resourceserver.opaquetoken' says
	 * who is asked.
	 */
	public static class OpaqueToken extends Claims {

		/**
		 * Whether the answers are checked and read as said here. Otherwise they are left
		 * to Spring Security.
		 */
		private boolean enabled = true;

		/**
		 * How long an answer counts, never longer than the token. Zero asks each time.
		 */
		private Duration cacheTimeToLive = Duration.ofSeconds(10);

		/**
		 * Time a question may take as a whole. The read timeout of 'spring.http.clients'
		 * or two seconds when not set.
		 */
		private @Nullable Duration timeout;

		public OpaqueToken() {
			setRequireIssuedAt(false);
		}

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getCacheTimeToLive() {
			return this.cacheTimeToLive;
		}

		public void setCacheTimeToLive(Duration cacheTimeToLive) {
			this.cacheTimeToLive = cacheTimeToLive;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

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
	 * Keys of the issuers.
	 */
	public static class Keys {

		/**
		 * How long keys are used without asking the issuer.
		 */
		private Duration refreshInterval = Duration.ofMinutes(5);

		/**
		 * Least time between two fetches caused by tokens with unknown keys.
		 */
		private Duration unknownKeyInterval = Duration.ofSeconds(30);

		/**
		 * How long keys are used beyond the refresh interval while the issuer does not
		 * answer.
		 */
		private Duration outageTolerance = Duration.ofHours(1);

		/**
		 * Time a fetch may take as a whole. The read timeout of 'spring.http.clients' or
		 * two seconds when not set.
		 */
		private @Nullable Duration timeout;

		/**
		 * Largest answer of an issuer that is read.
		 */
		private DataSize maxSize = DataSize.ofKilobytes(64);

		/**
		 * Hosts that keys may come from, beyond that of the issuer.
		 */
		private final Set<String> hosts = new LinkedHashSet<>();

		/**
		 * Hosts that keys may come from without TLS, such as those of a cluster whose
		 * network does that.
		 */
		private final Set<String> plainHttpHosts = new LinkedHashSet<>();

		/**
		 * SSL bundle with the certificates of the issuers. That of 'spring.http.clients'
		 * or the certificates of the JVM when not set.
		 */
		private @Nullable String sslBundle;

		/**
		 * Keys that verify nothing any more, whatever the issuers publish, by 'kid' or by
		 * JWK thumbprint (RFC 7638).
		 */
		private final Set<String> distrusted = new LinkedHashSet<>();

		/**
		 * Whether the health is DOWN while there is no usable key of any issuer.
		 */
		private boolean downWhenUnavailable;

		public Set<String> getPlainHttpHosts() {
			return this.plainHttpHosts;
		}

		public @Nullable String getSslBundle() {
			return this.sslBundle;
		}

		public void setSslBundle(@Nullable String sslBundle) {
			this.sslBundle = sslBundle;
		}

		public Set<String> getDistrusted() {
			return this.distrusted;
		}

		public boolean isDownWhenUnavailable() {
			return this.downWhenUnavailable;
		}

		public void setDownWhenUnavailable(boolean downWhenUnavailable) {
			this.downWhenUnavailable = downWhenUnavailable;
		}

		public Duration getRefreshInterval() {
			return this.refreshInterval;
		}

		public void setRefreshInterval(Duration refreshInterval) {
			this.refreshInterval = refreshInterval;
		}

		public Duration getUnknownKeyInterval() {
			return this.unknownKeyInterval;
		}

		public void setUnknownKeyInterval(Duration unknownKeyInterval) {
			this.unknownKeyInterval = unknownKeyInterval;
		}

		public Duration getOutageTolerance() {
			return this.outageTolerance;
		}

		public void setOutageTolerance(Duration outageTolerance) {
			this.outageTolerance = outageTolerance;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public Set<String> getHosts() {
			return this.hosts;
		}

	}

	/**
	 * Tokens whose signature is not verified again.
	 */
	public static class TokenCache {

		/**
		 * Most tokens that are kept, of about 3 KB each.
		 */
		private int maximumSize = 10000;

		/**
		 * Most tokens of one subject that are kept.
		 */
		private int maximumPerSubject = 100;

		public int getMaximumSize() {
			return this.maximumSize;
		}

		public void setMaximumSize(int maximumSize) {
			this.maximumSize = maximumSize;
		}

		public int getMaximumPerSubject() {
			return this.maximumPerSubject;
		}

		public void setMaximumPerSubject(int maximumPerSubject) {
			this.maximumPerSubject = maximumPerSubject;
		}

	}

	/**
	 * Protected resource metadata (RFC 9728).
	 */
	public static class ResourceMetadata {

		/**
		 * Whether the metadata is the one configured here, and none when nothing is
		 * configured. Otherwise it is that of Spring Security.
		 */
		private boolean managed = true;

		/**
		 * Identifier of the API.
		 */
		private @Nullable URI resource;

		/**
		 * Issuers that give out tokens for the API.
		 */
		private final List<String> authorizationServers = new ArrayList<>();

		/**
		 * Scopes of the API.
		 */
		private final List<String> scopes = new ArrayList<>();

		public boolean isManaged() {
			return this.managed;
		}

		public void setManaged(boolean managed) {
			this.managed = managed;
		}

		public @Nullable URI getResource() {
			return this.resource;
		}

		public void setResource(@Nullable URI resource) {
			this.resource = resource;
		}

		public List<String> getAuthorizationServers() {
			return this.authorizationServers;
		}

		public List<String> getScopes() {
			return this.scopes;
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

	/**
	 * Whether tokens are bound to a key of the client.
	 */
	public enum DpopMode {

		/**
		 * Proofs of possession are not understood; bound tokens are refused.
		 */
		OFF,

		/**
		 * Tokens may be bound; bound tokens need a proof.
		 */
		SUPPORTED,

		/**
		 * Every token must be bound and needs a proof.
		 */
		REQUIRED

	}

}
