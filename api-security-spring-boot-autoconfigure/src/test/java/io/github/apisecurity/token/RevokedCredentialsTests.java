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

package io.github.apisecurity.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RevokedCredentials} and {@link RevocationAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RevokedCredentialsTests {

	private static final String ISSUER = "https://id.example.com";

	private final ApplicationContextRunner runner = runner(SecurityEventPublisher.none());

	private static ApplicationContextRunner runner(SecurityEventPublisher events) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class, RevocationAutoConfiguration.class))
			.withBean(SecurityEventPublisher.class, () -> events)
			.withPropertyValues("api-security.token.revocation.enabled=true");
	}

	@Test
	void whenNobodyAskedForItThereIsNothing() {
		this.runner.withPropertyValues("api-security.token.revocation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TokenRevocation.class));
		this.runner.withClassLoader(new FilteredClassLoader(Authentication.class))
			.run((context) -> assertThat(context).doesNotHaveBean(TokenRevocation.class));
	}

	@Test
	void badValuesNameTheirProperty() {
		Map.of("retention", "1h", "max-staleness", "0s", "max-entries", "5")
			.forEach((name, value) -> this.runner
				.withPropertyValues("api-security.authentication.issuers.other.max-token-lifetime=2h",
						"api-security.token.revocation." + name + "=" + value)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining("api-security.token.revocation." + name)));
	}

	@Test
	void partsOfOneTextAreNotTakenForThoseOfTheOther() {
		this.runner.run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			revoked.revoke(Kind.SUBJECT, ISSUER, "/a");
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER + "/", "sub", "a")))).isTrue();
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "/a")))).isFalse();
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "client_id", "/a")))).isTrue();
			revoked.revoke(Kind.CLIENT, ISSUER, "web");
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "client_id", "other", "azp", "web")))).isFalse();
		});
	}

	@Test
	void earlierMarkDoesNotTakeTheLaterBack() {
		this.runner.run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			Instant now = Instant.now();
			revoked.revoke(Kind.SUBJECT, ISSUER, "ada", now);
			revoked.revoke(Kind.SUBJECT, ISSUER, "ada", now.minusSeconds(3600));
			Map<String, Object> issued = Map.of("iss", ISSUER, "sub", "ada", "iat", now.minusSeconds(5));
			assertThat(revoked.isInForce(jwt(issued))).isFalse();
		});
	}

	@Test
	void tokenThatDoesNotSayWhenItWasIssuedIsRefusedUnderAMark() {
		this.runner.run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			revoked.revoke(Kind.SUBJECT, ISSUER, "ada", Instant.parse("2001-01-01T00:00:00Z"));
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isTrue();
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada", "iat", Instant.EPOCH)))).isFalse();
			Jwt undated = Jwt.withTokenValue("a.b.c").header("alg", "RS256").subject("ada").issuer(ISSUER).build();
			assertThat(revoked.isInForce(new JwtAuthenticationToken(undated))).isFalse();
		});
	}

	@Test
	void tokenWithoutIdentifierStandsForItselfAndIsInNoEvent() {
		List<Object> named = new ArrayList<>();
		runner((type, reason, details) -> named.add(details.get("value"))).run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			List.of("v2.local.aaa", "opaque-a", "eyJhIjoxfQ.eyJhIjoxfQ.s", "ewp9.eyJiIjoxfQ.s")
				.forEach((token) -> revoked.revoke(opaque(token)));
			assertThat(List.of("v2.local.aaa", "v2.local.bbb", "v2.local.aaa.footer", "opaque-a", "opaque-b",
					"key.opaque-a", "eyJhIjoxfQ.eyJhIjoxfQ.t", "ewp9.eyJiIjoxfQ.t", "eyJhIjoxfQ.eyJjIjoxfQ.s"))
				.filteredOn((token) -> revoked.isInForce(opaque(token)))
				.containsExactly("v2.local.bbb", "v2.local.aaa.footer", "opaque-b", "key.opaque-a",
						"eyJhIjoxfQ.eyJjIjoxfQ.s");
			assertThat(named).hasSize(4).allMatch((value) -> value.toString().matches("[0-9a-f]{64}"));
			revoked.revoke(jwt(Map.of("iss", ISSUER, "jti", " ")));
			assertThat(revoked.isInForce(jwt("other", Map.of("iss", ISSUER, "jti", " ")))).isTrue();
		});
	}

	@Test
	void tokenThatIsNamedIsInNoEventAndStandsForItself() {
		List<Object> named = new ArrayList<>();
		runner((type, reason, details) -> named.add(details.get("value"))).run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			String nameless = "eyJhIjoxfQ." + encoded("{\"sub\":\"ada\"}");
			List.of("opaque-a", nameless + ".s", "id-1").forEach((token) -> revoked.revoke(Kind.TOKEN, null, token));
			assertThat(named).hasSize(3).allMatch((value) -> value.toString().matches("[0-9a-f]{64}"));
			assertThat(List.of("opaque-a", nameless + ".t")).noneMatch((token) -> revoked.isInForce(opaque(token)));
			assertThat(revoked.isInForce(jwt(Map.of("jti", "id-1")))).isFalse();
			List.of("eyJhIjoxfQ." + encoded("{\"jti\":\"id-2\"}") + ".s", "eyJhIjoxfQ.a.b.c.d")
				.forEach((token) -> assertThatIllegalArgumentException().as("would match nothing")
					.isThrownBy(() -> revoked.revoke(Kind.TOKEN, ISSUER, token)));
			revoked.revoke(Kind.TOKEN, TokenRevocation.API_KEYS, "key-1");
			assertThat(named).endsWith("key-1");
		});
	}

	private static String encoded(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void markIsKeptAsLongAsIsSaidAndNeverForAShorterTime() {
		EmbeddedDatabase database = database();
		this.runner.withBean(DataSource.class, () -> database)
			.withPropertyValues("api-security.shared.store=jdbc")
			.run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
				revoked.revoke(Kind.SUBJECT, ISSUER, "ada", now.minusSeconds(9), now.plusSeconds(900));
				assertThat(kept(database)).isEqualTo(now.plusSeconds(900).plus(Duration.ofMinutes(5)));
				revoked.revoke(Kind.SUBJECT, ISSUER, "ada", now, now.plusSeconds(60));
				assertThat(kept(database)).isEqualTo(now.plusSeconds(900).plus(Duration.ofMinutes(5)));
			});
		database.shutdown();
	}

	private static Instant kept(DataSource database) {
		String value = new JdbcTemplate(database)
			.queryForObject("SELECT entry_value FROM shared_state WHERE map_name = 'revocation'", String.class);
		return Instant.parse("2020-01-01T00:00:00Z")
			.plusSeconds(Long.parseLong(value, Character.MAX_RADIX) & Integer.MAX_VALUE);
	}

	@Test
	void grantIsRevokedAsAWholeWhoseverClockIsRight() {
		this.runner.run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			revoked.revoke(Kind.GRANT, ISSUER, "g");
			revoked.revoke(Kind.SUBJECT, ISSUER, "ada");
			Instant ahead = Instant.now().plusSeconds(30);
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "grant_id", "g", "iat", ahead)))).isFalse();
			assertThat(revoked.isRevoked(Kind.GRANT, ISSUER, "g", ahead)).isTrue();
			assertThat(revoked.isRevoked(Kind.SUBJECT, ISSUER, "ada", ahead)).isFalse();
			assertThat(revoked.isRevoked(Kind.SUBJECT, ISSUER, "ada", ahead.minusSeconds(60))).isTrue();
		});
	}

	@Test
	void entriesOfOtherNodesCountAndAreNeverRefused(CapturedOutput output) {
		EmbeddedDatabase database = database();
		ApplicationContextRunner runner = this.runner.withBean(DataSource.class, () -> database)
			.withPropertyValues("api-security.shared.store=jdbc");
		runner.run((other) -> {
			RevokedCredentials others = other.getBean(RevokedCredentials.class);
			for (int i = 0; i < 120; i++) {
				others.revoke(Kind.SESSION, ISSUER, "s" + i);
			}
			assertThat(output).doesNotContain("The list of revoked tokens has");
			runner.withPropertyValues("api-security.token.revocation.max-entries=100").run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Awaitility.await().until(() -> revoked.state().entries() == 120);
				assertThat(output).containsOnlyOnce("The list of revoked tokens has 80 entries");
				assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sid", "s119")))).isFalse();
				assertThatIllegalStateException().isThrownBy(() -> revoked.revoke(Kind.SESSION, ISSUER, "another"));
			});
		});
		database.shutdown();
	}

	@Test
	void endpointTellsWhenTheListIsFullAndWhenOtherNodesCannotBeTold() {
		RevokedCredentials revoked = mock(RevokedCredentials.class);
		RevocationsEndpoint endpoint = new RevocationsEndpoint(revoked);
		willThrow(new SharedStateUnavailableException("away", null)).given(revoked)
			.revoke(eq(Kind.SUBJECT), any(), any(), any());
		WebEndpointResponse<Void> response = endpoint.revoke(Kind.SUBJECT, ISSUER, "ada", null);
		assertThat(response.getStatus()).isEqualTo(503);
		willThrow(new IllegalStateException("full")).given(revoked).revoke(eq(Kind.CLIENT), any(), any(), any());
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> endpoint.revoke(Kind.CLIENT, ISSUER, "web", null))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo("Full list"));
	}

	@Test
	void whatCannotBeRevokedIsNot() {
		this.runner.run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> revoked.revoke(new UsernamePasswordAuthenticationToken("ada", "x")));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> revoked.revoke(Kind.SUBJECT, ISSUER, "ada", Instant.now().plus(Duration.ofHours(1))));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> revoked.revoke(Kind.ISSUER, ISSUER, "https://other.example.com"));
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isTrue();
		});
	}

	@Test
	void whenTokensHaveFilledTheListThereIsRoomForWhatStopsAnAttack() {
		this.runner.withPropertyValues("api-security.token.revocation.max-entries=100").run((context) -> {
			RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
			assertThatIllegalStateException().isThrownBy(() -> {
				for (int i = 0; i < 100; i++) {
					revoked.revoke(Kind.TOKEN, ISSUER, "token" + i);
				}
			});
			assertThat(revoked.state().entries()).isEqualTo(90);
			for (int i = 0; i < 10; i++) {
				revoked.revoke(Kind.GRANT, ISSUER, "grant" + i);
			}
			assertThatIllegalStateException().isThrownBy(() -> revoked.revoke(Kind.GRANT, ISSUER, "another"));
			revoked.revoke(Kind.ISSUER, ISSUER, ISSUER);
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isFalse();
			revoked.revoke(Kind.TOKEN, ISSUER, "token1");
		});
	}

	@Test
	void whileNothingIsKnownRequestsAreDeniedUnlessAllowed() {
		this.runner
			.withPropertyValues("api-security.token.revocation.max-staleness=1ms",
					"api-security.shared.refresh-interval=4m")
			.run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Authentication caller = jwt(Map.of("iss", ISSUER, "sub", "ada"));
				Awaitility.await().until(() -> !revoked.state().fresh());
				assertThatExceptionOfType(AuthenticationServiceException.class)
					.isThrownBy(() -> revoked.isInForce(caller));
			});
		this.runner
			.withPropertyValues("api-security.token.revocation.max-staleness=1ms",
					"api-security.token.revocation.on-stale=allow", "api-security.shared.refresh-interval=4m")
			.run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Awaitility.await().until(() -> !revoked.state().fresh());
				assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isTrue();
			});
	}

	private static EmbeddedDatabase database() {
		return new EmbeddedDatabaseBuilder().generateUniqueName(true)
			.setType(EmbeddedDatabaseType.H2)
			.addScript("classpath:io/github/apisecurity/shared/schema.sql")
			.build();
	}

	private static Authentication opaque(String token) {
		return new BearerTokenAuthentication(
				new DefaultOAuth2AuthenticatedPrincipal("ada", Map.of("sub", "ada"), List.of()),
				new OAuth2AccessToken(TokenType.BEARER, token, null, null), List.of());
	}

	static Authentication jwt(Map<String, Object> claims) {
		return jwt("a.b.c", claims);
	}

	private static Authentication jwt(String token, Map<String, Object> claims) {
		return new JwtAuthenticationToken(Jwt.withTokenValue(token)
			.header("alg", "RS256")
			.claim("jti", "id")
			.claim("iat", Instant.now().minusSeconds(60))
			.claims((all) -> all.putAll(claims))
			.build());
	}

}
