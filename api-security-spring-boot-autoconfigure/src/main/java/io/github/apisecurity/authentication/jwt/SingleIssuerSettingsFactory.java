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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.jwk.RSAKey;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Check;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.util.StringUtils;

/**
 * Reads the settings of the one issuer that Spring Boot has properties for.
 */
class SingleIssuerSettingsFactory {

	private static final String PREFIX = "spring.security.oauth2.resourceserver.jwt";

	private static final Set<String> DEFAULT_ALGORITHMS = Set.of("RS256", "PS256", "ES256");

	private final OAuth2ResourceServerProperties.Jwt jwt;

	private final Check issuerCheck;

	private final Check audienceCheck;

	private final boolean typeRequired;

	private final boolean senderConstrained;

	private final boolean algorithmsConfigured;

	SingleIssuerSettingsFactory(OAuth2ResourceServerProperties.Jwt jwt, AccessTokenProperties properties,
			boolean algorithmsConfigured) {
		this.jwt = jwt;
		this.issuerCheck = properties.getIssuerCheck();
		this.audienceCheck = properties.getAudienceCheck();
		this.typeRequired = properties.isTypeRequired();
		this.senderConstrained = IssuerSettingsFactory.isSenderConstrained(properties);
		this.algorithmsConfigured = algorithmsConfigured;
	}

	/**
	 * Return the settings for tokens of a decoder that the application made: what the
	 * properties say is checked, and what they do not is left to the decoder.
	 * @return the settings
	 */
	IssuerSettings createSettingsForOwnDecoder() {
		return new IssuerSettings(policy(this.algorithmsConfigured ? algorithms() : Set.of(), false), null, null);
	}

	/**
	 * Return the settings of the issuer, complete enough to accept tokens.
	 * @return the settings
	 */
	IssuerSettings createSettings() {
		if (!StringUtils.hasText(this.jwt.getIssuerUri()) && this.issuerCheck == Check.REQUIRED) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".issuer-uri", this.jwt.getIssuerUri(),
					"Without the issuer, a token of any issuer with the same keys is accepted. Set it to the 'iss' of"
							+ " the tokens; with 'jwk-set-uri' beside it nothing is discovered. Or set"
							+ " 'api-security.authentication.issuer-check' to 'off'.");
		}
		IssuerSettingsFactory.requireAudience(PREFIX, audiences(), this.audienceCheck);
		IssuerSettingsFactory.location(PREFIX + ".issuer-uri", this.jwt.getIssuerUri());
		URI jwkSetUri = IssuerSettingsFactory.location(PREFIX + ".jwk-set-uri", this.jwt.getJwkSetUri());
		return new IssuerSettings(policy(algorithms(), this.typeRequired), jwkSetUri,
				(jwkSetUri != null) ? null : key());
	}

	private Set<String> algorithms() {
		return this.algorithmsConfigured
				? IssuerSettingsFactory.requireAlgorithms(PREFIX + ".jws-algorithms", this.jwt.getJwsAlgorithms())
				: DEFAULT_ALGORITHMS;
	}

	private TokenPolicy policy(Set<String> algorithms, boolean typeRequired) {
		String issuer = StringUtils.hasText(this.jwt.getIssuerUri()) ? this.jwt.getIssuerUri() : null;
		return new TokenPolicy(issuer, Set.copyOf(audiences()), "aud", algorithms, Set.of("jwt", "at+jwt"),
				typeRequired, TokenProfile.STANDARD, Map.of(), textClaims(), this.senderConstrained);
	}

	private List<String> audiences() {
		return (this.jwt.getAudiences() != null) ? this.jwt.getAudiences() : List.of();
	}

	private Set<String> textClaims() {
		Set<String> claims = new LinkedHashSet<>(IssuerSettingsFactory.TEXT_CLAIMS);
		if (this.jwt.getAuthoritiesClaimName() != null) {
			claims.add(this.jwt.getAuthoritiesClaimName());
		}
		if (this.jwt.getPrincipalClaimName() != null) {
			claims.add(this.jwt.getPrincipalClaimName());
		}
		return Set.copyOf(claims);
	}

	private @Nullable StaticKeySource key() {
		if (this.jwt.getPublicKeyLocation() == null) {
			return null;
		}
		try {
			String pem = this.jwt.readPublicKey()
				.replace("-----BEGIN PUBLIC KEY-----", "")
				.replace("-----END PUBLIC KEY-----", "");
			X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
			RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
			return new StaticKeySource(new RSAKey.Builder(key).build());
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + ".public-key-location",
					this.jwt.getPublicKeyLocation(),
					"Use a file with a public RSA key of at least 2048 bits in PEM" + " format.", ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
