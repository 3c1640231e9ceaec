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

package io.github.apisecurity.authentication;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Tests the chain of Spring Authorization Server beside ours: its endpoints for clients
 * are left alone, those that take access tokens are as strict as any other. A chain for
 * the tokens of a partner has a decoder of its own.
 */
class AuthorizationServerChainTests {

	private static final String METADATA = "/.well-known/oauth-protected-resource";

	private static TestIdentityProvider keys;

	private static TestIdentityProvider partner;

	private static TestServer server;

	@BeforeAll
	static void start() {
		keys = TestIdentityProvider.start();
		partner = TestIdentityProvider.start();
		server = TestServer.start(Api.class, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + keys.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=api",
				"api-security.token.revocation.enabled=true");
	}

	@AfterAll
	static void stop() {
		server.close();
		keys.close();
		partner.close();
	}

	@Test
	void endpointsForClientsAreLeftAloneAndWhatTheyIssueIsAccepted() {
		HttpResponse<String> response = token();
		assertThat(response.statusCode()).isEqualTo(200);
		String token = TestServer.json(response).path("access_token").asString();
		assertThat(server.get("/me", "Authorization", "Bearer " + token).body()).isEqualTo("machine");
		assertThat(server.get("/oauth2/jwks").statusCode()).isEqualTo(200);
		assertThat(server.get("/.well-known/openid-configuration").statusCode()).isEqualTo(200);
	}

	@Test
	void endpointsForAccessTokensAreAsStrictAsAnyOther() {
		assertThat(server.get(METADATA).statusCode()).isEqualTo(404);
		for (Map<String, Object> change : List.<Map<String, Object>>of(Map.of("aud", "other"),
				Map.of("nonce", "n", "at_hash", "h"), Map.of("cnf", Map.of("jkt", "x")))) {
			Map<String, Object> claims = keys.claims("api");
			claims.putAll(change);
			HttpResponse<String> response = userInfo(keys.token(keys.header("RS256"), claims));
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
				.startsWith("Bearer error=\"invalid_token\"")
				.doesNotContain(METADATA);
		}
		String token = TestServer.json(token()).path("access_token").asString();
		// Nobody logged in, but the token itself is good.
		assertThat(userInfo(token).headers().firstValue("WWW-Authenticate")).isEmpty();
		server.context().getBean(TokenRevocation.class).revoke(Kind.SUBJECT, keys.issuer(), "machine");
		assertThat(userInfo(token).headers().firstValue("WWW-Authenticate").orElseThrow()).contains("invalid_token");
	}

	@Test
	void whenChainHasDecoderOfItsOwnThatDecidesAboutIssuerAndAudience() {
		Map<String, Object> claims = partner.claims("theirs");
		assertThat(partner(partner.token(partner.header("RS256"), claims)).body()).isEqualTo(claims.get("sub"));
		assertThat(partner(keys.token(keys.header("RS256"), keys.claims("api"))).statusCode()).isEqualTo(401);
		claims.put("at_hash", "h");
		assertThat(partner(partner.token(partner.header("RS256"), claims)).statusCode()).isEqualTo(401);
		assertThat(server
			.get("/me", "Authorization", "Bearer " + partner.token(partner.header("RS256"), partner.claims("api")))
			.statusCode()).isEqualTo(401);
	}

	@Test
	void whenChainTakesBothKindsOfTokensOpaqueOnesAreAccepted() {
		for (String token : List.of("opaque", "ory_at_opaque.x", "v2.local.opaque.x")) {
			assertThat(partner(token).body()).isEqualTo(token);
		}
		for (String token : List.of("unknown", "unknown.x", "opaque.x.y", "a.b.c.d.opaque")) {
			assertThat(partner(token).statusCode()).as(token).isEqualTo(401);
		}
	}

	private static HttpResponse<String> partner(String token) {
		return server.get("/partner/me", "Authorization", "Bearer " + token);
	}

	private static HttpResponse<String> userInfo(String token) {
		return server.get("/userinfo", "Authorization", "Bearer " + token);
	}

	private static HttpResponse<String> token() {
		String credentials = Base64.getEncoder().encodeToString("machine:secret".getBytes(StandardCharsets.UTF_8));
		return server.send(
				server.request("/oauth2/token")
					.header("Content-Type", "application/x-www-form-urlencoded")
					.POST(BodyPublishers.ofString("grant_type=client_credentials")),
				"Authorization", "Basic " + credentials);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		@Order(1)
		SecurityFilterChain authorizationServer(HttpSecurity http) {
			http.oauth2AuthorizationServer((server) -> {
				http.securityMatcher(server.getEndpointsMatcher());
				server.oidc(withDefaults());
			});
			http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated());
			return http.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain partner(HttpSecurity http) throws JOSEException {
			NimbusJwtDecoder decoder = NimbusJwtDecoder.withPublicKey(partner.rsaKey().toRSAPublicKey()).build();
			return http.securityMatcher("/partner/**")
				.authenticationProvider(new OpaqueTokenAuthenticationProvider(Api::introspect))
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((resourceServer) -> resourceServer.jwt((jwt) -> jwt.decoder(decoder)))
				.build();
		}

		private static OAuth2AuthenticatedPrincipal introspect(String token) {
			if (!token.contains("opaque")) {
				throw new BadOpaqueTokenException("unknown");
			}
			return new DefaultOAuth2AuthenticatedPrincipal(token, Map.of("sub", token), List.of());
		}

		@Bean
		RegisteredClientRepository clients() {
			return new InMemoryRegisteredClientRepository(RegisteredClient.withId("machine")
				.clientId("machine")
				.clientSecret("{noop}secret")
				.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
				.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
				.build());
		}

		@Bean
		AuthorizationServerSettings settings() {
			return AuthorizationServerSettings.builder().issuer(keys.issuer()).build();
		}

		@Bean
		JWKSource<SecurityContext> signingKeys() {
			return new ImmutableJWKSet<>(new JWKSet(keys.rsaKey()));
		}

		@Bean
		OAuth2TokenCustomizer<JwtEncodingContext> audience() {
			return (context) -> {
				context.getJwsHeader().header("typ", "JWT");
				context.getClaims().audience(List.of("api"));
			};
		}

		@RestController
		static class MeController {

			@GetMapping({ "/me", "/partner/me" })
			String me(Authentication authentication) {
				return authentication.getName();
			}

		}

	}

}
