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
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSAlgorithm;
import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.Authority;
import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.Check;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.DpopMode;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.Template;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.IssuerTokens;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Jwt;
import org.springframework.util.StringUtils;

/**
 * Makes the trusted issuers of {@code api-security.authentication.issuers} or the one
 * that Spring Boot has properties for, and fails on whatever would accept too much.
 *
 * @param keys makes the sources of keys, {@code null} where the decoder is not ours
 * @param tenants tells which tenants are trusted, {@code null} when nobody does
 */
record TrustedIssuersFactory(@Nullable KeySourceFactory keys, @Nullable TrustedTenants tenants) {

	private static final Set<String> ALGORITHMS = Stream
		.concat(JWSAlgorithm.Family.RSA.stream(), Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512))
		.map(JWSAlgorithm::getName)
		.collect(Collectors.toCollection(TreeSet::new));

	private static final Log log = LogFactory.getLog(TrustedIssuersFactory.class);

	private static final String TENANT = "{tenant}";

	private static final String TENANT_PATTERN = "([A-Za-z0-9][A-Za-z0-9._-]{0,127})";

	private static final String SEVERAL = "api-security.authentication.issuers";

	private static final String OPAQUE = "api-security.authentication.opaque-token";

	private static final String SINGLE = "spring.security.oauth2.resourceserver.jwt";

	TrustedIssuers create(AccessTokenProperties properties, Jwt jwt, boolean algorithmsConfigured) {
		List<AccessTokenIssuerProperties> issuers = properties.getIssuers();
		if (issuers.isEmpty()) {
			return new TrustedIssuers(List.of(createSingle(properties, jwt, algorithmsConfigured)));
		}
		PropertyValue.refuseIf(this.keys != null && StringUtils.hasText(jwt.getIssuerUri()), SINGLE + ".issuer-uri",
				jwt.getIssuerUri(), "Remove it: the issuers are those of '" + SEVERAL + "'.");
		Map<String, TrustedIssuer> trusted = new LinkedHashMap<>();
		List<Template> templates = new ArrayList<>();
		Set<String> prefixes = new HashSet<>();
		for (int i = 0; i < issuers.size(); i++) {
			String key = SEVERAL + "[" + i + "]";
			AccessTokenIssuerProperties issuer = issuers.get(i);
			String name = issuer.getIssuerUri();
			PropertyValue.refuseIf(!StringUtils.hasText(name), key + ".issuer-uri", name,
					"Set it to the 'iss' of the tokens, such as 'https://id.example.com/realms/shop'.");
			boolean template = name.contains(TENANT);
			if (template && issuer.getTenants().isEmpty()) {
				templates.add(template(properties, key, issuer, name));
			}
			for (String tenant : template ? issuer.getTenants() : Set.of("")) {
				TrustedIssuer created = createSeveral(properties, key, issuer, name, tenant);
				PropertyValue.refuseIf(trusted.put(name.replace(TENANT, tenant), created) != null, key + ".issuer-uri",
						name, "Configure each issuer once.");
			}
			if (!prefixes.add(issuer.getPrincipalPrefix())
					|| (template && !issuer.getPrincipalPrefix().contains(TENANT))) {
				log.warn("The callers of issuer '" + name + "' have the same names as those of another issuer:"
						+ " set '" + key + ".principal-prefix', or the one is taken for the other");
			}
		}
		return new TrustedIssuers(List.copyOf(trusted.values()), templates.toArray(Template[]::new));
	}

	/**
	 * Make what holds for tokens whose issuer and audience somebody else decides about.
	 * @param properties the properties
	 * @return an issuer of any name
	 */
	static TrustedIssuers any(AccessTokenProperties properties) {
		return new TrustedIssuers(
				List.of(new TrustedIssuersFactory(null, null).createSingle(properties, new Jwt(), false)));
	}

	private Template template(AccessTokenProperties properties, String key, AccessTokenIssuerProperties issuer,
			String name) {
		TrustedTenants tenants = this.tenants;
		PropertyValue.refuseIf(tenants == null, key + ".tenants", null,
				"Name the tenants that stand for '{tenant}', or define a bean of type TrustedTenants.");
		// Checked now, made when the tenant is seen.
		createSeveral(properties, key, issuer, name, "tenant");
		int at = name.indexOf(TENANT);
		Pattern pattern = Pattern.compile(Pattern.quote(name.substring(0, at)) + TENANT_PATTERN
				+ Pattern.quote(name.substring(at + TENANT.length())));
		return new Template(name, pattern, tenants, (tenant) -> createSeveral(properties, key, issuer, name, tenant));
	}

	private TrustedIssuer createSeveral(AccessTokenProperties properties, String key,
			AccessTokenIssuerProperties issuer, String name, String tenant) {
		String issuerUri = name.replace(TENANT, tenant);
		String location = issuer.getJwkSetUri();
		URI jwkSetUri = location(key + ".jwk-set-uri", (location != null) ? location.replace(TENANT, tenant) : null);
		// With keys from elsewhere the name of an issuer is a name and no address.
		if (jwkSetUri == null) {
			location(key + ".issuer-uri", issuerUri);
		}
		requireAudience(key, issuer.getAudiences(), issuer.getAudienceCheck(), key + ".audience-check");
		return create(properties, key, issuer, issuerUri, tenant,
				requireAlgorithms(key + ".algorithms", issuer.getAlgorithms()),
				(this.keys != null) ? this.keys.create(issuerUri, jwkSetUri) : null);
	}

	private TrustedIssuer createSingle(AccessTokenProperties properties, Jwt jwt, boolean algorithmsConfigured) {
		AccessTokenIssuerProperties issuer = new AccessTokenIssuerProperties();
		PropertyMapper map = PropertyMapper.get();
		map.from(jwt::getIssuerUri).whenHasText().to(issuer::setIssuerUri);
		map.from(jwt::getAudiences).to(issuer.getAudiences()::addAll);
		map.from(jwt::getPrincipalClaimName).to((claim) -> issuer.getPrincipalClaim().set(0, claim));
		map.from(jwt::getAuthoritiesClaimName).as(TrustedIssuersFactory::toAuthority).to(issuer.getAuthorities()::add);
		issuer.setTypeRequired(this.keys != null && properties.isTypeRequired());
		issuer.setRequireIssuedAt(properties.isRequireIssuedAt());
		if (this.keys == null) {
			return create(properties, SINGLE, issuer, issuer.getIssuerUri(), "",
					algorithmsConfigured ? algorithms(jwt) : Set.of(), null);
		}
		PropertyValue.refuseIf(issuer.getIssuerUri() == null && properties.getIssuerCheck() == Check.REQUIRED,
				SINGLE + ".issuer-uri", jwt.getIssuerUri(),
				"Without the issuer, a token of any issuer with the same keys is accepted. Set it to the 'iss' of"
						+ " the tokens; with 'jwk-set-uri' beside it nothing is discovered. Or set"
						+ " 'api-security.authentication.issuer-check' to 'off'.");
		requireAudience(SINGLE, issuer.getAudiences(), properties.getAudienceCheck(),
				"api-security.authentication.audience-check");
		URI jwkSetUri = location(SINGLE + ".jwk-set-uri", jwt.getJwkSetUri());
		if (jwkSetUri == null && jwt.getPublicKeyLocation() == null) {
			location(SINGLE + ".issuer-uri", issuer.getIssuerUri());
		}
		return create(properties, SINGLE, issuer, issuer.getIssuerUri(), "",
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

	private TrustedIssuer create(AccessTokenProperties properties, String key, AccessTokenIssuerProperties issuer,
			@Nullable String issuerUri, String tenant, Set<String> algorithms, @Nullable KeySource keys) {
		boolean rfc9068 = issuer.getProfile() == TokenProfile.RFC9068;
		Set<String> types = rfc9068 ? Set.of("at+jwt")
				: issuer.getTypes().stream().map(IssuerTokens::type).collect(Collectors.toUnmodifiableSet());
		return create(properties, key, issuer, issuerUri, tenant,
				new HeaderRules(algorithms, types, issuer.isTypeRequired() || rfc9068), issuer.getProfile(), keys);
	}

	/**
	 * Make what holds for tokens that only their issuer can read.
	 * @param properties the properties
	 * @return the issuer, of any name
	 */
	static TrustedIssuer opaque(AccessTokenProperties properties) {
		AccessTokenClaimsProperties claims = properties.getOpaqueToken();
		requireAudience(OPAQUE, claims.getAudiences(), claims.getAudienceCheck(), OPAQUE + ".audience-check");
		return new TrustedIssuersFactory(null, null).create(properties, OPAQUE, claims, null, "",
				new HeaderRules(Set.of(), Set.of(), false), TokenProfile.STANDARD, null);
	}

	private TrustedIssuer create(AccessTokenProperties properties, String key, AccessTokenClaimsProperties claims,
			@Nullable String issuerUri, String tenant, HeaderRules header, TokenProfile profile,
			@Nullable KeySource keys) {
		PropertyValue.refuseIf(claims.getPrincipalClaim().isEmpty(), key + ".principal-claim", null,
				"Name a claim, such as 'sub'.");
		IssuerIdentity identity = new IssuerIdentity(List.copyOf(claims.getPrincipalClaim()),
				claims.getPrincipalPrefix().replace(TENANT, tenant),
				claims.getAuthorities().stream().map((authority) -> mapping(key, authority)).toList());
		Set<String> textClaims = new HashSet<>(Set.of("scope", "scp"));
		identity.mappings()
			.stream()
			.filter((mapping) -> mapping.path().size() == 1 && !mapping.objectKeys())
			.forEach((mapping) -> textClaims.add(mapping.path().get(0)));
		if (key.equals(SINGLE)) {
			// Named by a converter that asks nothing.
			textClaims.addAll(claims.getPrincipalClaim());
		}
		Duration max = claims.getMaxTokenLifetime();
		Duration clockSkew = claims.getClockSkew();
		TokenPolicy policy = new TokenPolicy(issuerUri,
				(claims.getAudienceCheck() != Check.OFF) ? Set.copyOf(claims.getAudiences()) : Set.of(),
				claims.getAudienceClaim(), header, profile, Map.copyOf(claims.getRequiredClaims()),
				Set.copyOf(textClaims), properties.getDpop() == DpopMode.REQUIRED,
				new TokenPolicy.Lifetime((max != null) ? max : properties.getMaxTokenLifetime(),
						(clockSkew != null) ? clockSkew : properties.getClockSkew(), claims.isRequireIssuedAt(),
						!key.equals(OPAQUE)));
		return new TrustedIssuer(policy, keys, identity);
	}

	private static AuthorityMapping mapping(String key, Authority authority) {
		String claim = authority.getClaim();
		PropertyValue.refuseIf(!StringUtils.hasText(claim), key + ".authorities[].claim", claim,
				"Name the claim, such as 'realm_access.roles'.");
		return new AuthorityMapping(AuthorityMapping.parsePath(claim), authority.getPrefix(), authority.getLetterCase(),
				Set.copyOf(authority.getAllowed()), Map.copyOf(authority.getRename()), authority.isObjectKeys());
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

	private @Nullable URI location(String key, @Nullable String location) {
		if (!StringUtils.hasText(location)) {
			return null;
		}
		URI uri = PropertyValue.uri(location);
		PropertyValue.refuseIf(
				uri == null || !KeyLocations.isSecure(uri, (this.keys != null) ? this.keys.plainHosts() : Set.of()),
				key, location,
				"Use an HTTPS URI: whoever can change the answer can make tokens. Plain HTTP is possible on the"
						+ " loopback interface, and to the hosts of 'api-security.authentication.keys.plain-http-hosts'.");
		return uri;
	}

}
