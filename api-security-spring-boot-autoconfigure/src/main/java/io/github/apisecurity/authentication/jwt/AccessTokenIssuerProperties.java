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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Issuer whose access tokens are accepted.
 *
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public class AccessTokenIssuerProperties extends AccessTokenClaimsProperties {

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
