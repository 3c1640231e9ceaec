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

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests access tokens in chains whose decoders, converters and ways to be configured are
 * those of the application.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnConverterHttpTests {

	private static TestIdentityProvider provider;

	private static TestServer server;

	@BeforeAll
	static void start() {
		provider = TestIdentityProvider.start();
		server = TestServer.start(Api.class,
				"spring.security.oauth2.resourceserver.jwt.issuer-uri=" + provider.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=api",
				"api-security.authentication.require-issued-at=false", "api-security.token.revocation.enabled=true");
	}

	@AfterAll
	static void stop() {
		server.close();
		provider.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/dsl/me", "/user/me", "/tenant/me", "/attributes/me" })
	void whenTokenIsNotForThisApiRefusesIt(String path) {
		assertThat(get(path, Map.of()).statusCode()).isEqualTo(200);
		assertThat(get(path, Map.of("aud", "other")).statusCode()).isEqualTo(401);
		assertThat(get(path, Map.of("nonce", "n", "at_hash", "h")).statusCode()).isEqualTo(401);
		assertThat(get(path, Map.of("cnf", Map.of("jkt", "x"))).statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/dsl/me", "/user/me", "/tenant/me", "/attributes/me" })
	void whenSubjectIsRevokedRefusesItsTokens(String path) {
		Map<String, Object> claims = Map.of("sub", "leaver of " + path);
		assertThat(get(path, claims).statusCode()).isEqualTo(200);
		Map<String, Object> timeless = new LinkedHashMap<>(claims);
		timeless.put("iat", null);
		revoke(provider.issuer(), "leaver of " + path);
		assertThat(get(path, claims).statusCode()).isEqualTo(401);
		assertThat(get(path, timeless).statusCode()).as("does not say when it was issued").isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/dsl/me", "/tenant/me", "/attributes/me" })
	void whenCallerLogsOutTheTokenIsRefused(String path) {
		String token = provider.token(provider.header("RS256"), provider.claims("api"));
		assertThat(opaque(path.replace("me", "logout"), token).statusCode()).isEqualTo(200);
		assertThat(opaque(path, token).statusCode()).isEqualTo(401);
	}

	@Test
	void whenSubjectOfOpaqueTokenIsRevokedRefusesIt() {
		assertThat(opaque("/opaque/principal/me", "leaver").statusCode()).isEqualTo(200);
		revoke(provider.issuer(), "leaver");
		assertThat(opaque("/opaque/principal/me", "leaver").statusCode()).isEqualTo(401);
		assertThat(opaque("/opaque/principal/me", "ada").statusCode()).isEqualTo(200);
	}

	@Test
	void whenNothingTellsWhetherTokenIsRevokedRefusesItAndSaysWhy(CapturedOutput output) {
		assertThat(opaque("/opaque/name/me", "ada").statusCode()).isEqualTo(401);
		assertThat(output).contains("Access tokens are refused", UsernamePasswordAuthenticationToken.class.getName());
	}

	@Test
	void whenOpaqueTokenIsBoundToACertificateAndPrincipalIsTheUserRefusesItWithoutOne() {
		assertThat(opaque("/opaque/user/me", "ada").statusCode()).isEqualTo(200);
		assertThat(opaque("/opaque/user/me", "bound").statusCode()).isEqualTo(401);
	}

	@Test
	void whenConverterLeavesNothingOfAnOpaqueTokenRefusesIt() {
		assertThat(opaque("/opaque/tenant/me", "ada").statusCode()).isEqualTo(401);
	}

	@Test
	void whenConverterMakesReservedAuthoritiesOfClaimsTheyAreStripped() {
		assertThat(get("/user/me", Map.of("roles", List.of("EDITOR", "FACTOR_WEBAUTHN"))).body())
			.isEqualTo(UsernamePasswordAuthenticationToken.class.getSimpleName() + " ada [EDITOR]");
	}

	@Test
	void whenConverterMakesClassOfTheApplicationItReachesTheHandler() {
		assertThat(get("/tenant/me", Map.of("tenant", "acme")).body()).isEqualTo("acme [EDITOR, FACTOR_BEARER]");
	}

	@Test
	void whenClassOfTheApplicationHasReservedAuthorityRefusesIt() {
		assertThat(get("/tenant/me", Map.of("roles", List.of("FACTOR_WEBAUTHN"))).statusCode()).isEqualTo(401);
	}

	private static HttpResponse<String> get(String path, Map<String, Object> change) {
		Map<String, Object> claims = new LinkedHashMap<>(provider.claims("api"));
		claims.putAll(change);
		claims.values().removeIf((value) -> value == null);
		return opaque(path, provider.token(provider.header("RS256"), claims));
	}

	private static HttpResponse<String> opaque(String path, String token) {
		return server.get(path, "Authorization", "Bearer " + token);
	}

	private static void revoke(String issuer, String subject) {
		server.context().getBean(TokenRevocation.class).revoke(Kind.SUBJECT, issuer, subject);
	}

	private static Collection<GrantedAuthority> authorities(Jwt jwt) {
		return AuthorityUtils.createAuthorityList(jwt.getClaimAsStringList("roles"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		JwtDecoder decoder() throws JOSEException {
			return NimbusJwtDecoder.withPublicKey(provider.rsaKey().toRSAPublicKey()).build();
		}

		@Bean
		SecurityFilterChain dsl(HttpSecurity http) {
			return http.securityMatcher("/dsl/**").with(new CompanyConfigurer(), Customizer.withDefaults()).build();
		}

		@Bean
		SecurityFilterChain user(HttpSecurity http) {
			return jwt(http, "/user/**",
					(jwt) -> new UsernamePasswordAuthenticationToken(jwt.getSubject(), "n/a", authorities(jwt)));
		}

		@Bean
		SecurityFilterChain tenant(HttpSecurity http) {
			JwtAuthenticationConverter delegate = new JwtAuthenticationConverter();
			delegate.setJwtGrantedAuthoritiesConverter(OwnConverterHttpTests::authorities);
			return jwt(http, "/tenant/**", (jwt) -> new TenantToken(jwt, delegate.convert(jwt).getAuthorities()));
		}

		@Bean
		SecurityFilterChain attributes(HttpSecurity http) {
			return jwt(http, "/attributes/**", (jwt) -> of("acme", jwt.getTokenValue()));
		}

		private static BearerTokenAuthentication of(String tenant, String token) {
			return new BearerTokenAuthentication(
					new DefaultOAuth2AuthenticatedPrincipal("caller", Map.of("tenant", tenant), List.of()),
					new OAuth2AccessToken(TokenType.BEARER, token, null, null), List.of());
		}

		private static SecurityFilterChain jwt(HttpSecurity http, String pattern,
				Converter<Jwt, AbstractAuthenticationToken> converter) {
			return http.securityMatcher(pattern)
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer(
						(resourceServer) -> resourceServer.jwt((jwt) -> jwt.jwtAuthenticationConverter(converter)))
				.build();
		}

		@Bean
		SecurityFilterChain principal(HttpSecurity http) {
			return opaque(http, "/opaque/principal/**",
					(token, principal) -> new UsernamePasswordAuthenticationToken(principal, token, List.of()));
		}

		@Bean
		SecurityFilterChain name(HttpSecurity http) {
			return opaque(http, "/opaque/name/**", (token,
					principal) -> new UsernamePasswordAuthenticationToken(principal.getName(), token, List.of()));
		}

		@Bean
		SecurityFilterChain tenantOfOpaqueToken(HttpSecurity http) {
			return opaque(http, "/opaque/tenant/**", (token, principal) -> of("acme", token));
		}

		@Bean
		SecurityFilterChain userOfOpaqueToken(HttpSecurity http) {
			return opaque(http, "/opaque/user/**", UserToken::new);
		}

		private static SecurityFilterChain opaque(HttpSecurity http, String pattern,
				OpaqueTokenAuthenticationConverter converter) {
			return http.securityMatcher(pattern)
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((resourceServer) -> resourceServer
					.opaqueToken((opaque) -> opaque.introspector(Api::introspect).authenticationConverter(converter)))
				.build();
		}

		private static OAuth2AuthenticatedPrincipal introspect(String token) {
			// A number, as JSON has it.
			Map<String, Object> claims = new LinkedHashMap<>();
			claims.put("sub", token);
			claims.put("iss", provider.issuer());
			claims.put("iat", Instant.now().getEpochSecond());
			if (token.equals("bound")) {
				claims.put("cnf", Map.of("x5t#S256", "x"));
			}
			return new DefaultOAuth2AuthenticatedPrincipal(token, claims, List.of());
		}

		@RestController
		static class MeController {

			private final TokenRevocation revocation;

			MeController(TokenRevocation revocation) {
				this.revocation = revocation;
			}

			@GetMapping("/{chain}/logout")
			void logout(Authentication authentication) {
				this.revocation.revoke(authentication);
			}

			@GetMapping({ "/dsl/me", "/user/me", "/attributes/me", "/opaque/principal/me", "/opaque/name/me",
					"/opaque/tenant/me", "/opaque/user/me" })
			String me(Authentication authentication) {
				return authentication.getClass().getSimpleName() + " " + authentication.getName() + " "
						+ names(authentication);
			}

			@GetMapping("/tenant/me")
			String me(TenantToken authentication) {
				return authentication.tenant() + " " + names(authentication);
			}

			private static List<String> names(Authentication authentication) {
				return authentication.getAuthorities().stream().map(GrantedAuthority::getAuthority).sorted().toList();
			}

		}

	}

	/**
	 * What a company has for all of its chains.
	 */
	static class CompanyConfigurer extends AbstractHttpConfigurer<CompanyConfigurer, HttpSecurity> {

		@Override
		public void init(HttpSecurity http) {
			http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated());
			http.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(Customizer.withDefaults()));
		}

	}

	/**
	 * Has the attributes of the token; those of its principal are of the user.
	 */
	static class UserToken extends AbstractOAuth2TokenAuthenticationToken<OAuth2AccessToken> {

		private final Map<String, Object> attributes;

		UserToken(String token, OAuth2AuthenticatedPrincipal principal) {
			super(new OAuth2AccessToken(TokenType.BEARER, token, null, null),
					new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", principal.getName()), List.of()), token,
					List.of());
			this.attributes = principal.getAttributes();
			setAuthenticated(true);
		}

		@Override
		public Map<String, Object> getTokenAttributes() {
			return this.attributes;
		}

	}

	static class TenantToken extends JwtAuthenticationToken {

		TenantToken(Jwt jwt, Collection<? extends GrantedAuthority> authorities) {
			super(jwt, authorities);
		}

		String tenant() {
			return getToken().getClaimAsString("tenant");
		}

	}

}
