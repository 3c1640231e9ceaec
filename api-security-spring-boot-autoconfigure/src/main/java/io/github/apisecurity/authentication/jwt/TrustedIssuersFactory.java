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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSAlgorithm;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Authority;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Check;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.DpopMode;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Issuer;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Jwt;
import org.springframework.util.StringUtils;

/**
 * Makes the trusted issuers of {@code api-security.authentication.issuers} or the one
 * that Spring Boot has properties for, and fails on whatever would accept too much.
 */
class TrustedIssuersFactory {

	private static final Set<String> ALGORITHMS = Stream
		.concat(JWSAlgorithm.Family.RSA.stream(), Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512))
		.map(JWSAlgorithm::getName)
		.collect(Collectors.toCollection(TreeSet::new));

	/**
	 * Claims that become authorities by habit, whatever is configured.
	 */
	private static final Set<String> TEXT_CLAIMS = Set.of("sub", "scope", "scp", "roles", "groups", "authorities",
			"permissions");

	private static final String SEVERAL = "api-security.authentication.issuers";

	private static final String SINGLE = "spring.security.oauth2.resourceserver.jwt";

	private final @Nullable KeySourceFactory keys;

	/**
	 * Create a factory.
	 * @param keys the source of keys, {@code null} when the application has a decoder of
	 * its own: what the properties say is checked, and what they do not is left to it
	 */
	TrustedIssuersFactory(@Nullable KeySourceFactory keys) {
		this.keys = keys;
	}

	TrustedIssuers create(AccessTokenProperties properties, Jwt jwt, boolean algorithmsConfigured) {
		List<Issuer> issuers = properties.getIssuers();
		if (issuers.isEmpty()) {
			return new TrustedIssuers(List.of(createSingle(properties, jwt, algorithmsConfigured)));
		}
		PropertyValue.refuseIf(this.keys != null && StringUtils.hasText(jwt.getIssuerUri()), SINGLE + ".issuer-uri",
				jwt.getIssuerUri(), "Remove it: the issuers are those of '" + SEVERAL + "'.");
		Set<@Nullable String> names = new HashSet<>();
		List<TrustedIssuer> trusted = new ArrayList<>();
		for (int i = 0; i < issuers.size(); i++) {
			String key = SEVERAL + "[" + i + "]";
			trusted.add(createSeveral(properties, key, issuers.get(i)));
			PropertyValue.refuseIf(!names.add(issuers.get(i).getIssuerUri()), key + ".issuer-uri",
					issuers.get(i).getIssuerUri(), "Configure each issuer once.");
		}
		return new TrustedIssuers(trusted);
	}

	private TrustedIssuer createSeveral(AccessTokenProperties properties, String key, Issuer issuer) {
		PropertyValue.refuseIf(location(key + ".issuer-uri", issuer.getIssuerUri()) == null, key + ".issuer-uri",
				issuer.getIssuerUri(),
				"Set it to the 'iss' of the tokens, such as 'https://id.example.com/realms/shop'.");
		requireAudience(key, issuer.getAudiences(), issuer.getAudienceCheck(), key + ".audience-check");
		URI jwkSetUri = location(key + ".jwk-set-uri", issuer.getJwkSetUri());
		return create(properties, key, issuer, requireAlgorithms(key + ".algorithms", issuer.getAlgorithms()),
				(this.keys != null) ? this.keys.create(issuer.getIssuerUri(), jwkSetUri) : null);
	}

	private TrustedIssuer createSingle(AccessTokenProperties properties, Jwt jwt, boolean algorithmsConfigured) {
		Issuer issuer = new Issuer();
		PropertyMapper map = PropertyMapper.get();
		map.from(jwt::getIssuerUri).whenHasText().to(issuer::setIssuerUri);
		map.from(jwt::getAudiences).to(issuer.getAudiences()::addAll);
		map.from(jwt::getPrincipalClaimName).to(issuer::setPrincipalClaim);
		map.from(jwt::getAuthoritiesClaimName).as(TrustedIssuersFactory::toAuthority).to(issuer.getAuthorities()::add);
		issuer.setTypeRequired(this.keys != null && properties.isTypeRequired());
		if (this.keys == null) {
			return create(properties, SINGLE, issuer, algorithmsConfigured ? algorithms(jwt) : Set.of(), null);
		}
		PropertyValue.refuseIf(issuer.getIssuerUri() == null && properties.getIssuerCheck() == Check.REQUIRED,
				SINGLE + ".issuer-uri", jwt.getIssuerUri(),
				"Without the issuer, a token of any issuer with the same keys is accepted. Set it to the 'iss' of"
						+ " the tokens; with 'jwk-set-uri' beside it nothing is discovered. Or set"
						+ " 'api-security.authentication.issuer-check' to 'off'.");
		requireAudience(SINGLE, issuer.getAudiences(), properties.getAudienceCheck(),
				"api-security.authentication.audience-check");
		location(SINGLE + ".issuer-uri", issuer.getIssuerUri());
		URI jwkSetUri = location(SINGLE + ".jwk-set-uri", jwt.getJwkSetUri());
		return create(properties, SINGLE, issuer,
				algorithmsConfigured ? algorithms(jwt) : Set.copyOf(issuer.getAlgorithms()),
				(jwkSetUri == null && jwt.getPublicKeyLocation() != null) ? StaticKeySource.of(SINGLE, jwt)
						: this.keys.create(issuer.getIssuerUri(), jwkSetUri));
	}

	private static Set<String> algorithms(Jwt jwt) {
		return requireAlgorithms(SINGLE + ".jws-algorithms", jwt.getJwsAlgorithms());
	}

	private static Authority toAuthority(String claim) {
		Authority authority = new Authority();
		// Spring Boot has names there, not paths.
		authority.setClaim("/" + claim.replace("~", "~0").replace("/", "~1"));
		return authority;
	}

	private TrustedIssuer create(AccessTokenProperties properties, String key, Issuer issuer, Set<String> algorithms,
			@Nullable KeySource keys) {
		List<AuthorityMapping> mappings = issuer.getAuthorities()
			.stream()
			.map((authority) -> mapping(key, authority))
			.toList();
		Set<String> textClaims = new HashSet<>(TEXT_CLAIMS);
		textClaims.add(issuer.getPrincipalClaim());
		mappings.forEach((mapping) -> textClaims.add(mapping.path().get(0)));
		Set<String> types = issuer.getTypes()
			.stream()
			.map((type) -> type.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		boolean rfc9068 = issuer.getProfile() == TokenProfile.RFC9068;
		TokenPolicy policy = new TokenPolicy(issuer.getIssuerUri(),
				(issuer.getAudienceCheck() != Check.OFF) ? Set.copyOf(issuer.getAudiences()) : Set.of(),
				issuer.getAudienceClaim(), algorithms, rfc9068 ? Set.of("at+jwt") : types,
				issuer.isTypeRequired() || rfc9068, issuer.getProfile(), Map.copyOf(issuer.getRequiredClaims()),
				Set.copyOf(textClaims), properties.getDpop() == DpopMode.REQUIRED);
		return new TrustedIssuer(policy, keys,
				new IssuerIdentity(issuer.getPrincipalClaim(), issuer.getPrincipalPrefix(), mappings));
	}

	private static AuthorityMapping mapping(String key, Authority authority) {
		String claim = authority.getClaim();
		PropertyValue.refuseIf(!StringUtils.hasText(claim), key + ".authorities[].claim", claim,
				"Name the claim, such as 'realm_access.roles'.");
		return new AuthorityMapping(AuthorityMapping.parsePath(claim), authority.getPrefix(), authority.getLetterCase(),
				Set.copyOf(authority.getAllowed()), Map.copyOf(authority.getRename()));
	}

	private static void requireAudience(String key, Collection<String> audiences, Check check, String offSwitch) {
		PropertyValue.refuseIf(check == Check.REQUIRED && audiences.stream().noneMatch(StringUtils::hasText),
				key + ".audiences", null,
				"Without audiences, a token that the issuer made for another application is accepted."
						+ " Name what the 'aud' of the tokens for this API is, or set '" + offSwitch + "' to 'off'.");
	}

	private static Set<String> requireAlgorithms(String key, Collection<String> algorithms) {
		PropertyValue.refuseIf(algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms), key, algorithms,
				"Use asymmetric algorithms only: " + ALGORITHMS + ".");
		return Set.copyOf(algorithms);
	}

	private static @Nullable URI location(String key, @Nullable String location) {
		if (!StringUtils.hasText(location)) {
			return null;
		}
		URI uri = KeyLocations.parse(location);
		PropertyValue.refuseIf(uri == null || !KeyLocations.isSecure(uri), key, location,
				"Use an HTTPS URI: whoever can change the answer can make tokens. Plain HTTP is possible on the"
						+ " loopback interface.");
		return uri;
	}

}
