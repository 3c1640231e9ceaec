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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.Check;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
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
	private final List<AccessTokenIssuerProperties> issuers = new ArrayList<>();

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
	@NestedConfigurationProperty
	private final OpaqueTokenProperties opaqueToken = new OpaqueTokenProperties();

	/**
	 * Keys of the issuers.
	 */
	private final Keys keys = new Keys();

	/**
	 * Tokens whose signature is not verified again.
	 */
	@NestedConfigurationProperty
	private final TokenCacheProperties tokenCache = new TokenCacheProperties();

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

	public List<AccessTokenIssuerProperties> getIssuers() {
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

	public OpaqueTokenProperties getOpaqueToken() {
		return this.opaqueToken;
	}

	public Keys getKeys() {
		return this.keys;
	}

	public TokenCacheProperties getTokenCache() {
		return this.tokenCache;
	}

	public ResourceMetadata getResourceMetadata() {
		return this.resourceMetadata;
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
