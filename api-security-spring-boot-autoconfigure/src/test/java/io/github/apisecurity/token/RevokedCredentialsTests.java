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

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RevokedCredentials} and {@link RevocationAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RevokedCredentialsTests {

	private static final String ISSUER = "https://id.example.com";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class, RevocationAutoConfiguration.class))
		.withBean(SecurityEventPublisher.class, SecurityEventPublisher::none)
		.withPropertyValues("api-security.token.revocation.enabled=true");

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
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
			.setType(EmbeddedDatabaseType.H2)
			.addScript("classpath:io/github/apisecurity/shared/schema.sql")
			.build();
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
			revoked.revoke(Kind.ISSUER, ISSUER, ISSUER);
			assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isFalse();
			revoked.revoke(Kind.TOKEN, ISSUER, "token1");
		});
	}

	@Test
	void whileNothingIsKnownRequestsAreDeniedUnlessAllowed() {
		this.runner
			.withPropertyValues("api-security.token.revocation.max-staleness=1ms",
					"api-security.shared.refresh-interval=1h")
			.run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Authentication caller = jwt(Map.of("iss", ISSUER, "sub", "ada"));
				Awaitility.await().until(() -> !revoked.state().fresh());
				assertThatExceptionOfType(AuthenticationServiceException.class)
					.isThrownBy(() -> revoked.isInForce(caller));
			});
		this.runner
			.withPropertyValues("api-security.token.revocation.max-staleness=1ms",
					"api-security.token.revocation.on-stale=allow", "api-security.shared.refresh-interval=1h")
			.run((context) -> {
				RevokedCredentials revoked = context.getBean(RevokedCredentials.class);
				Awaitility.await().until(() -> !revoked.state().fresh());
				assertThat(revoked.isInForce(jwt(Map.of("iss", ISSUER, "sub", "ada")))).isTrue();
			});
	}

	static Authentication jwt(Map<String, Object> claims) {
		return new JwtAuthenticationToken(Jwt.withTokenValue("a.b.c")
			.header("alg", "RS256")
			.claim("jti", "id")
			.claim("iat", Instant.now().minusSeconds(60))
			.claims((all) -> all.putAll(claims))
			.build());
	}

}
