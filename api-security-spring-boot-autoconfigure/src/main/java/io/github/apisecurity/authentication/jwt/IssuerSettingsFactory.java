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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.nimbusds.jose.JWSAlgorithm;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Authority;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Check;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.DpopMode;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Issuer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Turns {@code api-security.authentication.issuers} into settings and fails on whatever
 * would accept too much.
 */
class IssuerSettingsFactory {

	static final Set<String> ALGORITHMS = Stream
		.concat(JWSAlgorithm.Family.RSA.stream(), Stream.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512))
		.map(JWSAlgorithm::getName)
		.collect(Collectors.toCollection(TreeSet::new));

	/**
	 * Claims that become authorities by habit, whatever is configured.
	 */
	static final Set<String> TEXT_CLAIMS = Set.of("sub", "scope", "scp", "roles", "groups", "authorities",
			"permissions");

	private static final String PREFIX = "api-security.authentication.issuers";

	private final List<Issuer> issuers;

	private final boolean senderConstrained;

	IssuerSettingsFactory(AccessTokenProperties properties) {
		this.issuers = properties.getIssuers();
		this.senderConstrained = isSenderConstrained(properties);
	}

	List<IssuerSettings> createSettings() {
		List<IssuerSettings> settings = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (int i = 0; i < this.issuers.size(); i++) {
			String key = PREFIX + "[" + i + "]";
			Issuer issuer = this.issuers.get(i);
			if (!names.add(requireIssuer(key, issuer))) {
				throw new InvalidConfigurationPropertyValueException(key + ".issuer-uri", issuer.getIssuerUri(),
						"Configure each issuer once.");
			}
			settings.add(createSettings(key, issuer));
		}
		return settings;
	}

	private IssuerSettings createSettings(String key, Issuer issuer) {
		requireAudience(key, issuer.getAudiences(), issuer.getAudienceCheck());
		Set<String> types = issuer.getTypes()
			.stream()
			.map((type) -> type.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
		boolean rfc9068 = issuer.getProfile() == TokenProfile.RFC9068;
		Set<String> textClaims = new LinkedHashSet<>(TEXT_CLAIMS);
		textClaims.add(issuer.getPrincipalClaim());
		mappings(key, issuer).forEach((mapping) -> textClaims.add(mapping.path().get(0)));
		TokenPolicy policy = new TokenPolicy(requireIssuer(key, issuer),
				(issuer.getAudienceCheck() != Check.OFF) ? Set.copyOf(issuer.getAudiences()) : Set.of(),
				issuer.getAudienceClaim(), requireAlgorithms(key + ".algorithms", issuer.getAlgorithms()),
				rfc9068 ? Set.of("at+jwt") : types, issuer.isTypeRequired() || rfc9068, issuer.getProfile(),
				Map.copyOf(issuer.getRequiredClaims()), Set.copyOf(textClaims), this.senderConstrained);
		return new IssuerSettings(policy, location(key + ".jwk-set-uri", issuer.getJwkSetUri()), null);
	}

	Map<String, IssuerIdentity> createIdentities() {
		List<Issuer> issuers = this.issuers;
		return IntStream.range(0, issuers.size())
			.boxed()
			.collect(Collectors.toMap((i) -> requireIssuer(PREFIX + "[" + i + "]", issuers.get(i)),
					(i) -> new IssuerIdentity(issuers.get(i).getPrincipalClaim(), issuers.get(i).getPrincipalPrefix(),
							mappings(PREFIX + "[" + i + "]", issuers.get(i)))));
	}

	static boolean isSenderConstrained(AccessTokenProperties properties) {
		return properties.getDpop() == DpopMode.REQUIRED;
	}

	private List<AuthorityMapping> mappings(String key, Issuer issuer) {
		return issuer.getAuthorities().stream().map((authority) -> mapping(key, authority)).toList();
	}

	private AuthorityMapping mapping(String key, Authority authority) {
		String claim = authority.getClaim();
		if (!StringUtils.hasText(claim)) {
			throw new InvalidConfigurationPropertyValueException(key + ".authorities[].claim", claim,
					"Name the claim, such as 'realm_access.roles'.");
		}
		return new AuthorityMapping(AuthorityMapping.parsePath(claim), authority.getPrefix(), authority.getLetterCase(),
				Set.copyOf(authority.getAllowed()), Map.copyOf(authority.getRename()));
	}

	private String requireIssuer(String key, Issuer issuer) {
		String name = issuer.getIssuerUri();
		location(key + ".issuer-uri", name);
		if (!StringUtils.hasText(name)) {
			throw new InvalidConfigurationPropertyValueException(key + ".issuer-uri", name,
					"Set it to the 'iss' of the tokens, such as 'https://id.example.com/realms/shop'.");
		}
		return name;
	}

	static void requireAudience(String key, Iterable<String> audiences, Check check) {
		boolean found = false;
		for (String audience : audiences) {
			found |= StringUtils.hasText(audience);
		}
		if (!found && check == Check.REQUIRED) {
			throw new InvalidConfigurationPropertyValueException(key + ".audiences", null,
					"Without audiences, a token that the issuer made for another application is accepted."
							+ " Name what the 'aud' of the tokens for this API is, or set '" + offSwitch(key)
							+ "' to 'off'.");
		}
	}

	private static String offSwitch(String key) {
		return key.startsWith(PREFIX) ? key + ".audience-check" : "api-security.authentication.audience-check";
	}

	static Set<String> requireAlgorithms(String key, Iterable<String> algorithms) {
		Set<String> names = new LinkedHashSet<>();
		algorithms.forEach(names::add);
		if (names.isEmpty() || !ALGORITHMS.containsAll(names)) {
			throw new InvalidConfigurationPropertyValueException(key, names,
					"Use asymmetric algorithms only: " + ALGORITHMS + ".");
		}
		return Set.copyOf(names);
	}

	static @Nullable URI location(String key, @Nullable String location) {
		if (!StringUtils.hasText(location)) {
			return null;
		}
		URI uri = KeyLocations.parse(location);
		if (uri == null || !KeyLocations.isSecure(uri)) {
			throw new InvalidConfigurationPropertyValueException(key, location,
					"Use an HTTPS URI: whoever can change the answer can make tokens. Plain HTTP is possible on the"
							+ " loopback interface.");
		}
		return uri;
	}

}
