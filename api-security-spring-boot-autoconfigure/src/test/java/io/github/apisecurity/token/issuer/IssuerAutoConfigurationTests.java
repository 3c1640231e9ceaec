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

package io.github.apisecurity.token.issuer;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.source.JWKSource;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.RevocationAutoConfiguration;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsSet;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link IssuerAutoConfiguration} and what it makes; that it works over HTTP is
 * tested by the sample.
 */
@ExtendWith(OutputCaptureExtension.class)
class IssuerAutoConfigurationTests {

	private static final String PREFIX = "api-security.token.issuer.";

	private static final String ISSUER = "https://id.example.com";

	private static final String[] KEYS = { PREFIX + "signing-keys.enabled=true",
			PREFIX + "signing-keys.encryption-key=" + Base64.getEncoder().encodeToString(new byte[32]) };

	private static final RegisteredClient client = RegisteredClient.withId("web")
		.clientId("web")
		.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
		.build();

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class, RevocationAutoConfiguration.class,
				IssuerAutoConfiguration.class))
		.withBean(SecurityEventPublisher.class, SecurityEventPublisher::none)
		.withPropertyValues("api-security.token.revocation.enabled=true", PREFIX + "enabled=true");

	@Test
	void whenNobodyAskedForItThereIsNothing() {
		this.runner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TokenFamilies.class)
				.doesNotHaveBean(OAuth2TokenCustomizer.class));
		this.runner.withClassLoader(new FilteredClassLoader(OAuth2AuthorizationService.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenFamilies.class));
	}

	@Test
	void badValuesNameTheirProperty() {
		Map.of("access-token", "0s", "refresh-token.idle", "-1h", "refresh-token.max-lifetime", "0s",
				"refresh-token.reuse-grace", "3m")
			.forEach((name, value) -> assertRefused(name, PREFIX + name + "=" + value));
		assertRefused("enabled", "api-security.token.revocation.enabled=false");
		// What was revoked must not be forgotten before the last refresh token has ended.
		assertRefused("refresh-token.max-lifetime", "api-security.token.revocation.retention=29d");
	}

	@Test
	void whenNoChainHasAnAuthorizationServerThatIsSaid(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context.getBean(IssuerPosture.class).contribute().details()).containsEntry("issuer",
					"no filter chain has an authorization server");
			assertThat(output).containsOnlyOnce("'api-security.token.issuer.enabled' has no effect");
		});
	}

	@Test
	void familiesInMemoryBesideStoredAuthorizationsAreReported(CapturedOutput output) {
		WebApplicationContextRunner runner = this.runner
			.withBean(RegisteredClientRepository.class, () -> new InMemoryRegisteredClientRepository(client))
			.withBean(JWKSource.class, () -> (selector, context) -> List.of())
			.withUserConfiguration(Issuer.class);
		runner.run((context) -> assertThat(findings(context)).isEqualTo(List.of()));
		assertThat(output).doesNotContain("refresh tokens are in memory");
		runner.withBean(OAuth2AuthorizationService.class, () -> mock(OAuth2AuthorizationService.class))
			.run((context) -> assertThat(findings(context)).asString().contains("refresh tokens are in memory"));
		assertThat(output).containsOnlyOnce("refresh tokens are in memory");
	}

	private static Object findings(WebApplicationContext context) {
		return context.getBean(IssuerPosture.class).contribute().details().get("findings");
	}

	private void assertRefused(String name, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(PREFIX + name));
	}

	@Test
	void customizersOfTheApplicationAreAllAskedAndTheGrantIsNamed() {
		this.runner.withUserConfiguration(Customizers.class).run((context) -> {
			ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> found = context.getBeanProvider(
					ResolvableType.forClassWithGenerics(OAuth2TokenCustomizer.class, JwtEncodingContext.class));
			OAuth2TokenCustomizer<JwtEncodingContext> customizer = found.getIfUnique();
			OAuth2Authorization authorization = OAuth2Authorization.withRegisteredClient(client)
				.principalName("ada")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.build();
			JwtEncodingContext encoding = encoding(authorization, OAuth2TokenType.ACCESS_TOKEN);
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).containsEntry("one", 1)
				.containsEntry("two", "after one")
				.containsEntry("grant_id", authorization.getId())
				.containsEntry("client_id", "web");
			encoding = encoding(authorization, new OAuth2TokenType("id_token"));
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).containsKey("one")
				.containsEntry("grant_id", authorization.getId())
				.doesNotContainKey("client_id");
			encoding = encoding(authorization, new OAuth2TokenType("other"));
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).doesNotContainKey("grant_id");
			encoding = encoding(null, OAuth2TokenType.ACCESS_TOKEN);
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).containsEntry("client_id", "web")
				.doesNotContainKey("grant_id");
			// What a token is exchanged for is of the same login, however often.
			OAuth2Authorization exchanged = OAuth2Authorization.from(authorization)
				.token(new OAuth2AccessToken(TokenType.BEARER, "token", null, null),
						(metadata) -> metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME,
								Map.of("grant_id", "first")))
				.build();
			encoding = encoding(exchanged, OAuth2TokenType.ACCESS_TOKEN, AuthorizationGrantType.TOKEN_EXCHANGE);
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).containsEntry("grant_id", "first");
			encoding = encoding(exchanged, OAuth2TokenType.ACCESS_TOKEN);
			customizer.customize(encoding);
			assertThat(encoding.getClaims().build().getClaims()).containsEntry("grant_id", authorization.getId());
		});
	}

	@Test
	void opaqueTokensNameTheGrantAsWell() {
		this.runner.run((context) -> {
			ObjectProvider<OAuth2TokenCustomizer<OAuth2TokenClaimsContext>> found = context.getBeanProvider(
					ResolvableType.forClassWithGenerics(OAuth2TokenCustomizer.class, OAuth2TokenClaimsContext.class));
			OAuth2Authorization authorization = OAuth2Authorization.withRegisteredClient(client)
				.principalName("ada")
				.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
				.build();
			OAuth2TokenClaimsContext claims = OAuth2TokenClaimsContext.with(OAuth2TokenClaimsSet.builder())
				.registeredClient(client)
				.authorization(authorization)
				.tokenType(OAuth2TokenType.ACCESS_TOKEN)
				.build();
			found.getObject().customize(claims);
			assertThat(claims.getClaims().build().getClaims()).containsEntry("grant_id", authorization.getId())
				.containsEntry("client_id", "web");
		});
	}

	@Test
	void signingKeysAreSharedAndSurvive() {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
			.setType(EmbeddedDatabaseType.H2)
			.addScript("classpath:io/github/apisecurity/shared/schema.sql")
			.build();
		WebApplicationContextRunner runner = runner(database, new AtomicBoolean());
		List<JWK> published = new ArrayList<>();
		runner.run((context) -> {
			assertThat(context).hasSingleBean(JWKSource.class)
				.hasSingleBean(JwtEncoder.class)
				.hasSingleBean(IssuerKeysEndpoint.class);
			assertThat(context.getBean(TokenFamilies.class)).extracting("store").isInstanceOf(JdbcFamilyStore.class);
			published.addAll(context.getBean(SigningKeys.class).published());
		});
		runner.run((context) -> {
			SigningKeys keys = context.getBean(SigningKeys.class);
			assertThat(keys.published()).isEqualTo(published);
			IssuerKeysEndpoint endpoint = context.getBean(IssuerKeysEndpoint.class);
			assertThat(endpoint.keys()).extracting(IssuerKeysEndpoint.Description::state)
				.containsExactly("current", "next");
			String current = published.get(0).getKeyID();
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> endpoint.retire(current, null));
			assertThat(endpoint.retire("unknown", Set.of(ISSUER)).getStatus()).isEqualTo(404);
			TokenRevocation revocation = context.getBean(TokenRevocation.class);
			assertThat(revocation.isRevoked(Kind.ISSUER, ISSUER, ISSUER, Instant.EPOCH)).isFalse();
			assertThat(endpoint.retire(current, Set.of(ISSUER)).getStatus()).isEqualTo(204);
			assertThat(revocation.isRevoked(Kind.ISSUER, ISSUER, ISSUER, Instant.EPOCH)).isTrue();
			assertThat(keys.current().getKeyID()).isEqualTo(published.get(1).getKeyID());
			published.clear();
			published.addAll(keys.published());
		});
		// The first number is free now: a node that has read nothing yet must not take
		// it.
		AtomicBoolean away = new AtomicBoolean(true);
		runner(database, away).withPropertyValues("api-security.shared.refresh-interval=4m").run((context) -> {
			assertThat(context).hasNotFailed();
			SigningKeys keys = context.getBean(SigningKeys.class);
			assertThatExceptionOfType(SharedStateUnavailableException.class).isThrownBy(keys::current);
			away.set(false);
			assertThat(keys.published()).isEqualTo(published);
		});
		// With another key for the keys, none can be read.
		runner
			.withPropertyValues(PREFIX + "signing-keys.encryption-key="
					+ Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes()))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("signing-keys.encryption-key"));
		assertThat(new JdbcTemplate(database).queryForList(
				"SELECT entry_value FROM shared_state WHERE map_name = 'signing-keys' AND entry_value IS NOT NULL",
				String.class))
			.hasSize(2)
			.noneMatch((value) -> value.contains("\"kty\""));
		database.shutdown();
	}

	private WebApplicationContextRunner runner(DataSource database, AtomicBoolean away) {
		DataSource source = new DelegatingDataSource(database) {

			@Override
			public Connection getConnection() throws SQLException {
				if (away.get()) {
					throw new SQLException("away");
				}
				return super.getConnection();
			}

		};
		return this.runner.withBean(DataSource.class, () -> source)
			.withPropertyValues(KEYS)
			.withPropertyValues("api-security.shared.store=jdbc", PREFIX + "signing-keys.store=jdbc",
					"management.endpoints.web.exposure.include=*");
	}

	@Test
	void signingKeysThatWouldBeLostOrReadAreRefused() {
		assertRefused("signing-keys.store", KEYS);
		assertRefused("signing-keys.store", concat(KEYS, PREFIX + "signing-keys.store=jdbc"));
		assertRefused("signing-keys.encryption-key", "api-security.token.issuer.signing-keys.enabled=true",
				PREFIX + "signing-keys.store=file");
		assertRefused("signing-keys.directory", concat(KEYS, PREFIX + "signing-keys.store=file"));
		assertRefused("signing-keys.rotation-period", concat(KEYS, PREFIX + "signing-keys.rotation-period=1s"));
		this.runner.withPropertyValues(KEYS)
			.withBean("own", JWKSource.class, () -> (selector, context) -> List.of())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(PREFIX + "signing-keys.enabled"));
	}

	private static String[] concat(String[] properties, String property) {
		return Stream.concat(Stream.of(properties), Stream.of(property)).toArray(String[]::new);
	}

	private static JwtEncodingContext encoding(OAuth2Authorization authorization, OAuth2TokenType type) {
		return encoding(authorization, type, AuthorizationGrantType.REFRESH_TOKEN);
	}

	private static JwtEncodingContext encoding(OAuth2Authorization authorization, OAuth2TokenType type,
			AuthorizationGrantType grantType) {
		JwtEncodingContext.Builder builder = JwtEncodingContext
			.with(JwsHeader.with(SignatureAlgorithm.RS256), JwtClaimsSet.builder().subject("ada"))
			.registeredClient(client)
			.principal(new TestingAuthenticationToken("ada", ""))
			.tokenType(type)
			.authorizationGrantType(grantType);
		if (authorization != null) {
			builder.authorization(authorization);
		}
		return builder.build();
	}

	@Test
	void shorterLifetimesOfClientsAreKeptAndTokensAreReusedByNobody() {
		Duration minute = Duration.ofMinutes(1);
		BoundedClients clients = new BoundedClients(
				new InMemoryRegisteredClientRepository(client, with("short", minute, minute),
						with("long", Duration.ofDays(1), Duration.ofDays(1))),
				Duration.ofMinutes(15), Duration.ofHours(8));
		assertSettings(clients.findById("web"), Duration.ofMinutes(15), Duration.ofHours(8));
		assertSettings(clients.findByClientId("short"), minute, minute);
		assertSettings(clients.findByClientId("long"), Duration.ofMinutes(15), Duration.ofHours(8));
		assertThat(clients.findById("nobody")).isNull();
	}

	@Test
	void whatIsSavedHasTheLifetimesOfTheApplication() {
		InMemoryRegisteredClientRepository stored = new InMemoryRegisteredClientRepository(client);
		BoundedClients clients = new BoundedClients(stored, Duration.ofMinutes(15), Duration.ofHours(8));
		RegisteredClient encoded = RegisteredClient.from(clients.findById("web")).clientSecret("{bcrypt}x").build();
		clients.save(encoded);
		assertThat(stored.findById("web").getClientSecret()).isEqualTo("{bcrypt}x");
		assertThat(stored.findById("web").getTokenSettings()).isEqualTo(client.getTokenSettings());
		clients.save(with("new", Duration.ofMinutes(1), Duration.ofMinutes(1)));
		assertSettings(clients.findById("new"), Duration.ofMinutes(1), Duration.ofMinutes(1));
	}

	private static void assertSettings(RegisteredClient found, Duration accessToken, Duration refreshToken) {
		TokenSettings settings = found.getTokenSettings();
		assertThat(settings.getAccessTokenTimeToLive()).isEqualTo(accessToken);
		assertThat(settings.getRefreshTokenTimeToLive()).isEqualTo(refreshToken);
		assertThat(settings.isReuseRefreshTokens()).as("there is another rotation").isTrue();
		assertThat(settings.getAuthorizationCodeTimeToLive()).isEqualTo(Duration.ofMinutes(5));
	}

	private static RegisteredClient with(String id, Duration accessToken, Duration refreshToken) {
		return RegisteredClient.from(client)
			.id(id)
			.clientId(id)
			.tokenSettings(TokenSettings.builder()
				.accessTokenTimeToLive(accessToken)
				.refreshTokenTimeToLive(refreshToken)
				.reuseRefreshTokens(false)
				.build())
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	static class Issuer {

		@Bean
		SecurityFilterChain issuerChain(HttpSecurity http) {
			return http.oauth2AuthorizationServer(Customizer.withDefaults()).build();
		}

		@Bean
		AuthorizationServerSettings settings() {
			return AuthorizationServerSettings.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(1)
		OAuth2TokenCustomizer<JwtEncodingContext> one() {
			return (context) -> context.getClaims().claim("one", 1);
		}

		@Bean
		@Order(2)
		OAuth2TokenCustomizer<JwtEncodingContext> two() {
			return (context) -> context.getClaims()
				.claims((claims) -> claims.put("two", claims.containsKey("one") ? "after one" : "before"));
		}

	}

}
