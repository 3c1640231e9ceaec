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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.apisecurity.authentication.jwt.AccessTokenClaimsProperties.LetterCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Jwt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.core.GrantedAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TrustedIssuersFactory}: what can be said of each issuer.
 */
@ExtendWith(OutputCaptureExtension.class)
class IssuerSettingsTests {

	private static final String AUTHORITY = "authorities[0].";

	private final Map<String, Object> properties = new TreeMap<>(
			Map.of("issuers[0].issuer-uri", "https://id.example.com", "issuers[0].audiences", "shop-api"));

	private final Map<String, Object> claims = new LinkedHashMap<>(Map.of("iss", "https://id.example.com", "sub", "ada",
			"aud", "shop-api", "iat", now() - 10, "exp", now() + 300));

	private TrustedTenants tenants;

	private static long now() {
		return Instant.now().getEpochSecond();
	}

	@Test
	void whenIssuerHasLimitsOfItsOwnTheyCount() {
		this.claims.put("exp", now() + Duration.ofDays(300).toSeconds());
		assertRefused("lifetime_too_long");
		set("max-token-lifetime", "365d");
		assertAccepted();
		this.claims.remove("iat");
		assertRefused("issue_time_missing");
		set("require-issued-at", "false");
		assertAccepted();
		this.claims.put("exp", now() + Duration.ofDays(366).toSeconds());
		assertRefused("lifetime_too_long");
		this.claims.put("exp", now() - 100);
		assertRefused("token_expired");
		set("clock-skew", "2m");
		assertAccepted();
	}

	@Test
	void whenTheFirstPrincipalClaimIsMissingTheNextOneNamesTheCaller() {
		set("principal-claim", "preferred_username,client_id");
		this.claims.put("client_id", "batch");
		assertThat(principal()).isEqualTo("batch");
		this.claims.put("preferred_username", "ada@example.com");
		assertThat(principal()).isEqualTo("ada@example.com");
		this.claims.put("preferred_username", "a\u200bda");
		assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(this::principal);
	}

	@Test
	void whenTenantsAreListedNoOtherIsTrusted() {
		set("issuer-uri", "https://login.example.com/{tenant}/v2.0");
		set("tenants", "shop,partner");
		set("principal-prefix", "{tenant}:");
		this.claims.put("iss", "https://login.example.com/partner/v2.0");
		assertThat(principal()).isEqualTo("partner:ada");
		this.claims.put("iss", "https://login.example.com/other/v2.0");
		assertRefused("issuer_unknown");
		this.claims.put("iss", "https://login.example.com/{tenant}/v2.0");
		assertRefused("issuer_unknown");
	}

	@Test
	void whenABeanDecidesAboutTenantsItIsAskedEachTime() {
		set("issuer-uri", "https://login.example.com/{tenant}/v2.0");
		Set<String> trusted = new HashSet<>(Set.of("shop"));
		this.tenants = (issuer, tenant) -> {
			assertThat(issuer).isEqualTo("https://login.example.com/{tenant}/v2.0");
			return trusted.contains(tenant);
		};
		TrustedIssuers issuers = issuers();
		assertThat(issuers.find("https://login.example.com/shop/v2.0"))
			.isSameAs(issuers.find("https://login.example.com/shop/v2.0"));
		trusted.clear();
		for (String name : List.of("https://login.example.com/shop/v2.0", "https://login.example.com/../v2.0",
				"https://login.example.com/a/b/v2.0", "https://login.example.com//v2.0",
				"https://login.example.com/shop/v2.0/", "https://login.example.com/shop\n/v2.0")) {
			assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> issuers.find(name));
		}
	}

	@Test
	void whenKeysComeFromElsewhereTheIssuerIsOnlyAName() {
		set("issuer-uri", "http://adfs.example.com/adfs/services/trust");
		set("jwk-set-uri", "https://adfs.example.com/adfs/discovery/keys");
		this.claims.put("iss", "http://adfs.example.com/adfs/services/trust");
		assertAccepted();
	}

	@Test
	void whenHostMayBeAskedWithoutTlsItIsThatHostOnly() {
		this.properties.put("keys.plain-http-hosts", "id.shop.svc");
		set("issuer-uri", "http://id.shop.svc/realms/shop");
		this.claims.put("iss", "http://id.shop.svc/realms/shop");
		assertAccepted();
		assertThat(KeyLocations.isSecure(URI.create("http://id.shop.svc.example.com/"), Set.of("id.shop.svc")))
			.isFalse();
	}

	@Test
	void whenTwoIssuersHaveCallersOfTheSameNameWarns(CapturedOutput output) {
		this.properties.put("issuers[1].issuer-uri", "https://partner.example.com");
		this.properties.put("issuers[1].audiences", "shop-api");
		issuers();
		assertThat(output).contains("'api-security.authentication.issuers[1].principal-prefix'");
	}

	@Test
	void whenIssuersHavePrefixesNothingIsSaid(CapturedOutput output) {
		this.properties.put("issuers[1].issuer-uri", "https://partner.example.com");
		this.properties.put("issuers[1].audiences", "shop-api");
		this.properties.put("issuers[1].principal-prefix", "partner:");
		issuers();
		assertThat(output).doesNotContain("principal-prefix");
	}

	@Test
	void whenPathHasAnAsteriskEveryMemberCounts() {
		set(AUTHORITY + "claim", "resource_access.*.roles");
		this.claims.put("resource_access", Map.of("shop", Map.of("roles", List.of("editor")), "account",
				Map.of("roles", List.of("view", 5)), "broken", "x"));
		assertThat(authorities()).containsExactlyInAnyOrder("editor", "view");
	}

	@Test
	void whenNamesOfAnObjectAreAuthoritiesItsValuesAreNot() {
		set(AUTHORITY + "claim", "urn:zitadel:iam:org:project:roles");
		this.claims.put("urn:zitadel:iam:org:project:roles", Map.of("editor", Map.of("1234", "shop.example.com")));
		assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(this::authorities);
		set(AUTHORITY + "object-keys", "true");
		assertThat(authorities()).containsExactly("editor");
	}

	@Test
	void whenClaimIsATextOrAListBothAreRead() {
		set(AUTHORITY + "claim", "roles");
		this.claims.put("roles", "editor viewer");
		assertThat(authorities()).containsExactlyInAnyOrder("editor", "viewer");
		this.claims.put("roles", List.of("editor", "viewer"));
		assertThat(authorities()).containsExactlyInAnyOrder("editor", "viewer");
		this.claims.put("roles", null);
		assertThat(authorities()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "UPPER, admin, ADMIN", "UPPER, adm\u0131n, adm\u0131n", "UPPER, u\u017fer, u\u017fer",
			"UPPER, gro\u00df, gro\u00df", "UPPER, \u00e4rzte, \u00c4RZTE", "LOWER, ADMIN, admin",
			"LOWER, DES\u212a, DES\u212a", "LOWER, ADM\u0130N, ADM\u0130N", "UNCHANGED, Admin, Admin" })
	void whenCaseOfALetterBelongsToAnotherOneItIsKept(LetterCase letterCase, String value, String expected) {
		set(AUTHORITY + "claim", "roles");
		set(AUTHORITY + "letter-case", letterCase.name());
		this.claims.put("roles", List.of(value));
		assertThat(authorities()).containsExactly(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					iss | https://id.example.com/ | issuer_unknown): found 'https://id.example.com/', wanted '[https://id.example.com]'
					iss | 'a\nb' | issuer_unknown): found 'a?b', wanted '[https://id.example.com]'
					aud | other | audience_mismatch): found '[other]', wanted '[shop-api]'
					iat | today | claim_malformed): found 'iat', wanted 'the seconds of a date until the year 9999'
					sub | ' ' | subject_missing)
					use | refresh | not_an_access_token): found 'refresh', wanted 'another 'use''
					at_hash | x | not_an_access_token): found 'at_hash', wanted 'no such claim'
					""")
	void logNamesTheCheckAndTheValues(String claim, String value, String expected, CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(TokenRejectedException.class.getName(), LogLevel.DEBUG);
		try {
			this.claims.put(claim, value.replace("\\n", "\n"));
			assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(this::inspect);
			assertThat(output).contains("Access token refused (" + expected);
		}
		finally {
			logging.setLogLevel(TokenRejectedException.class.getName(), null);
		}
	}

	@Test
	void textThatTheConfigurationKnowsIsOneValue() {
		set(AUTHORITY + "claim", "role");
		set(AUTHORITY + "allowed", "Shop Editor");
		set("authorities[1].claim", "department");
		set("authorities[1].rename.[Order Desk]", "ROLE_DESK");
		this.claims.putAll(Map.of("role", "Shop Editor", "department", "Order Desk"));
		assertThat(authorities()).containsExactlyInAnyOrder("Shop Editor", "ROLE_DESK");
		this.claims.putAll(Map.of("role", "Shop Editor Admin", "department", "Order"));
		assertThat(authorities()).containsExactly("Order");
	}

	private void set(String name, String value) {
		this.properties.put("issuers[0]." + name, value);
	}

	private TrustedIssuers issuers() {
		AccessTokenProperties bound = new Binder(new MapConfigurationPropertySource(this.properties)).bindOrCreate("",
				AccessTokenProperties.class);
		return new TrustedIssuersFactory(new KeySourceFactory(bound.getKeys(), new DefaultListableBeanFactory()),
				this.tenants)
			.create(bound, new Jwt(), false);
	}

	private InspectedToken inspect() {
		String header = encode(Map.of("alg", "RS256", "typ", "JWT", "kid", "k"));
		return new TokenInspector(issuers(), 8192, null, InstantSource.system())
			.inspect(header + "." + encode(this.claims) + ".AAAA");
	}

	private String principal() {
		InspectedToken token = inspect();
		return IssuerIdentity.createConverter(issuers()).convert(jwt(token)).getName();
	}

	private Set<String> authorities() {
		InspectedToken token = inspect();
		Set<String> authorities = new TreeSet<>();
		for (GrantedAuthority authority : IssuerIdentity.createConverter(issuers())
			.convert(jwt(token))
			.getAuthorities()) {
			authorities.add(String.valueOf(authority.getAuthority()));
		}
		authorities.remove("FACTOR_BEARER");
		return authorities;
	}

	private org.springframework.security.oauth2.jwt.Jwt jwt(InspectedToken token) {
		return org.springframework.security.oauth2.jwt.Jwt.withTokenValue(token.value())
			.headers((headers) -> headers.putAll(token.header()))
			.claims((all) -> {
				all.putAll(token.claims());
				all.remove("iat");
				all.remove("exp");
			})
			.build();
	}

	private void assertAccepted() {
		assertThat(inspect().issuer().keys().getClass()).isEqualTo(RemoteKeySource.class);
	}

	private void assertRefused(String reason) {
		assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(this::inspect)
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	private static String encode(Map<String, Object> members) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(JsonMapper.shared().writeValueAsString(members).getBytes(StandardCharsets.UTF_8));
	}

}
