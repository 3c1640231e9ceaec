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

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Sends hostile tokens and requests over HTTP, to an application with one issuer, to one
 * with several, and to one with a filter chain of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileRequestTests {

	private static TestIdentityProvider issuer;

	private static TestIdentityProvider partner;

	private static Map<String, TestServer> servers;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		partner = TestIdentityProvider.start("/partner");
		String[] single = { "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=shop-api",
				"server.max-http-request-header-size=16KB", "api-security.authorization.rules[0].pattern=/open/**",
				"api-security.authorization.rules[0].access=permit-all" };
		servers = new LinkedHashMap<>();
		servers.put("single", TestServer.start(Api.class, single));
		servers.put("multiple",
				TestServer.start(Api.class, "server.max-http-request-header-size=16KB",
						"api-security.authorization.rules[0].pattern=/open/**",
						"api-security.authorization.rules[0].access=permit-all",
						"api-security.authentication.issuers[0].issuer-uri=" + issuer.issuer(),
						"api-security.authentication.issuers[0].audiences=shop-api",
						"api-security.authentication.issuers[0].authorities[0].claim=roles",
						"api-security.authentication.issuers[0].authorities[0].prefix=ROLE_",
						"api-security.authentication.issuers[0].authorities[1].claim=scope",
						"api-security.authentication.issuers[0].authorities[1].prefix=SCOPE_",
						"api-security.authentication.issuers[1].issuer-uri=" + partner.issuer(),
						"api-security.authentication.issuers[1].jwk-set-uri=" + partner.jwkSetUri(),
						"api-security.authentication.issuers[1].audiences=shop-partner",
						"api-security.authentication.issuers[1].profile=rfc9068",
						"api-security.authentication.issuers[1].principal-prefix=partner:"));
		servers.put("own chain", TestServer.start(OwnChainApi.class, single));
	}

	@AfterAll
	static void stop() {
		servers.values().forEach(TestServer::close);
		issuer.close();
		partner.close();
	}

	static Stream<String> modes() {
		return servers.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("modes")
	void hostileTokensAreRefusedWithTheSameAnswer(String mode, CapturedOutput output) throws Exception {
		Map<String, String> tokens = new HostileTokens(issuer, "shop-api").all();
		assertThat(tokens).hasSizeGreaterThanOrEqualTo(90);
		Map<String, String> failures = new LinkedHashMap<>();
		tokens.forEach((name, token) -> {
			HttpResponse<String> response = servers.get(mode)
				.get("/me", "Authorization", "Bearer " + token, "User-Agent", "hostile-" + mode);
			String challenge = response.headers().firstValue("WWW-Authenticate").orElse("");
			if (name.startsWith("kid ") && response.statusCode() == 503) {
				// The next key that nobody knows, right after one: it may be new.
				return;
			}
			if (response.statusCode() != 401
					|| !challenge.startsWith("Bearer error=\"invalid_token\", error_description=\"")
					|| challenge.contains("resource_metadata") || !response.body().contains("\"status\":401")) {
				failures.put(name, response.statusCode() + " " + challenge);
			}
		});
		assertThat(failures).isEmpty();
		// the trace of a request has frames of these, whatever other threads log
		// meanwhile
		assertThat(output.toString()).doesNotContain("\tat org.springframework.", "\tat org.apache.",
				"\tat com.nimbusds.", "\tat io.github.apisecurity.", tokens.get("sub missing"));
		// events of a test before may be written now
		await().untilAsserted(() -> assertThat(output.toString()
			.lines()
			.filter((line) -> line.contains("\"event\":\"authn_login_fail\"")
					&& line.contains("hostile-" + mode + "\""))
			.count()).isBetween(tokens.size() - 3L, (long) tokens.size()));
	}

	@ParameterizedTest
	@MethodSource("modes")
	void goodTokensOfEveryShapeAreAccepted(String mode) {
		List<String> tokens = new ArrayList<>();
		for (String algorithm : List.of("RS256", "PS256", "ES256")) {
			tokens.add(issuer.token(issuer.header(algorithm), claims()));
		}
		for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt", "AT+JWT")) {
			Map<String, Object> header = issuer.header("RS256");
			header.put("typ", type);
			tokens.add(issuer.token(header, claims()));
		}
		for (Map<String, Object> change : List.<Map<String, Object>>of(Map.of("aud", List.of("other", "shop-api")),
				Map.of("exp", (System.currentTimeMillis() / 1000) + 60.5), Map.of("typ", "Bearer"),
				Map.of("token_use", "access"), Map.of("scp", List.of("read")), Map.of("nbf", 1700000000L),
				Map.of("roles", List.of()), Map.of("sub", "ada@example.com"), Map.of("sub", "Zoë 1"),
				Map.of("exp", (System.currentTimeMillis() / 1000) - 10), Map.of("amr", List.of("pwd", "otp")))) {
			Map<String, Object> claims = claims();
			claims.putAll(change);
			claims.put("iat", (System.currentTimeMillis() / 1000) - 60);
			tokens.add(issuer.token(issuer.header("RS256"), claims));
		}
		assertThat(tokens).allSatisfy((token) -> assertThat(get(mode, token).statusCode()).isEqualTo(200));
		assertThat(get(mode, tokens.get(0)).body()).isEqualTo(
				"ada [FACTOR_BEARER, ROLE_EDITOR" + (mode.equals("multiple") ? ", SCOPE_read, SCOPE_write]" : "]"));
	}

	@ParameterizedTest
	@MethodSource("modes")
	void claimsThatNobodyUsesDoNotMatter(String mode) {
		Map<String, Consumer<Map<String, Object>>> claims = new LinkedHashMap<>();
		claims.put("methods as objects, as of Supabase",
				(token) -> token.put("amr", List.of(Map.of("method", "password", "timestamp", 1700000000))));
		claims.put("time of login as text, as of ADFS", (token) -> token.put("auth_time", "2026-01-01T10:00:00.000Z"));
		claims.put("class as number", (token) -> token.put("acr", 1));
		claims.put("nonce beside the type of Keycloak", (token) -> token.putAll(Map.of("nonce", "n", "typ", "Bearer")));
		claims.put("unmapped permissions", (token) -> token.put("permissions", List.of(Map.of())));
		claims.put("unmapped groups of a wrong type", (token) -> token.put("groups", 5));
		claims.put("scope null", (token) -> token.put("scope", null));
		claims.put("unmapped null", (token) -> token.put("groups", null));
		claims.put("number of 24 digits", (token) -> token.put("card", new BigInteger("123456789012345678901234")));
		claims.put("one role among many",
				(token) -> token.put("roles", List.of("EDITOR", "team \uD83D\uDC69\u200D\uD83D\uDCBB")));
		claims.put("says that it is an access token", (token) -> token.put("token_type", "Bearer"));
		claims.put("use of its own", (token) -> token.put("use", "something else"));
		Map<String, Consumer<Map<String, Object>>> headers = new LinkedHashMap<>();
		headers.put("location of the keys, as of Cloud Foundry", (header) -> header.put("jku", issuer.jwkSetUri()));
		headers.put("no compression, as of PingAM", (header) -> header.put("zip", "NONE"));
		headers.put("no identifier of a key, with a few keys", (header) -> header.remove("kid"));
		Map<String, String> failures = new LinkedHashMap<>();
		claims.forEach((name, change) -> {
			Map<String, Object> changed = claims();
			change.accept(changed);
			collect(failures, mode, name, issuer.token(issuer.header("RS256"), changed));
		});
		headers.forEach((name, change) -> {
			Map<String, Object> header = issuer.header("RS256");
			change.accept(header);
			collect(failures, mode, name, issuer.token(header, claims()));
		});
		Map<String, Object> header = issuer.header("RS256");
		header.put("typ", "at+jwt");
		Map<String, Object> nonce = claims();
		nonce.put("nonce", "n");
		collect(failures, mode, "nonce beside the type of the header", issuer.token(header, nonce));
		assertThat(failures).isEmpty();
	}

	private static void collect(Map<String, String> failures, String mode, String name, String token) {
		HttpResponse<String> response = get(mode, token);
		if (response.statusCode() != 200) {
			failures.put(name, response.statusCode() + " " + response.body());
		}
	}

	@Test
	void mappedClaimsWithNothingUsableAreRefused() {
		for (Object roles : List.of(5, List.of(1), List.of("EDITOR\n"), Map.of("EDITOR", true))) {
			Map<String, Object> claims = claims();
			claims.put("roles", roles);
			assertThat(get("multiple", issuer.token(issuer.header("RS256"), claims)).statusCode()).isEqualTo(401);
		}
		Map<String, Object> claims = claims();
		claims.put("roles", List.of("EDITOR", 5, "\u200bADMIN"));
		assertThat(get("multiple", issuer.token(issuer.header("RS256"), claims)).body())
			.isEqualTo("ada [FACTOR_BEARER, ROLE_EDITOR, SCOPE_read, SCOPE_write]");
	}

	@ParameterizedTest
	@MethodSource("modes")
	void tokensInWrongPlacesAreBadRequests(String mode, CapturedOutput output) {
		String token = issuer.token(issuer.header("RS256"), claims());
		String bearer = "Bearer " + token;
		TestServer server = servers.get(mode);
		Map<String, HttpRequest.Builder> requests = new LinkedHashMap<>();
		requests.put("two headers",
				server.request("/me").header("Authorization", bearer).header("Authorization", bearer));
		requests.put("bearer and basic",
				server.request("/me").header("Authorization", bearer).header("Authorization", "Basic YTpi"));
		requests.put("query", server.request("/me?access_token=" + token));
		requests.put("query beside header",
				server.request("/me?access_token=" + token).header("Authorization", bearer));
		requests.put("query, encoded name", server.request("/me?a=b&access%5Ftoken=" + token));
		requests.put("query, upper case", server.request("/me?ACCESS_TOKEN=" + token));
		requests.put("query, no value", server.request("/me?access_token").header("Authorization", bearer));
		requests.put("form beside header, where somebody reads it",
				form(server, "/fields", "a=b&access_token=" + token).header("Authorization", bearer));
		requests.forEach((name, request) -> {
			HttpResponse<String> response = server.send(request);
			assertThat(response.statusCode()).as(name).isEqualTo(400);
			assertThat(response.headers().firstValue("WWW-Authenticate")).as(name)
				.hasValueSatisfying(
						(challenge) -> assertThat(challenge).startsWith("Bearer error=\"invalid_request\""));
			assertThat(response.body()).as(name).contains("\"status\":400");
		});
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"token_in_query\"",
				"\"reason\":\"token_in_form\"", "\"reason\":\"multiple_authorization_headers\""));
	}

	@ParameterizedTest
	@MethodSource("modes")
	void tokenInFormAloneIsNoCredential(String mode) {
		String token = issuer.token(issuer.header("RS256"), claims());
		HttpResponse<String> response = servers.get(mode)
			.send(form(servers.get(mode), "/fields", "access_token=" + token));
		assertThat(response.statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@MethodSource("modes")
	void formsArriveAsTheyWereSent(String mode) {
		String bearer = "Bearer " + issuer.token(issuer.header("RS256"), claims());
		String body = "b=%41+1&a=&access_token=x&b=2";
		TestServer server = servers.get(mode);
		for (String handler : List.of("/raw", "/stream")) {
			assertThat(server.send(form(server, handler, body).header("Authorization", bearer)).body()).isEqualTo(body);
			HttpRequest.Builder open = form(server, "/open" + handler, body);
			assertThat(server.send(open).body()).isEqualTo(body);
			assertThat(server.send(open.header("Authorization", bearer)).body()).isEqualTo(body);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void whatNobodyIsAskedForIsABusinessOfTheApplication(String mode) {
		String bearer = "Bearer " + issuer.token(issuer.header("RS256"), claims());
		TestServer server = servers.get(mode);
		assertThat(server.get("/open/fields?access_token=x").body()).isEqualTo("x");
		assertThat(server.get("/open/fields?access_token=x", "Authorization", bearer).body()).isEqualTo("x");
		assertThat(server.send(form(server, "/open/fields", "access_token=x")).body()).isEqualTo("x");
		assertThat(server.send(form(server, "/open/fields", "access_token=x").header("Authorization", bearer)).body())
			.isEqualTo("x");
	}

	@ParameterizedTest
	@MethodSource("modes")
	void otherCredentialsAreNotAccepted(String mode) {
		String token = issuer.token(issuer.header("RS256"), claims());
		for (String value : List.of("Bearer", "Bearer ", "Bearer  " + token, "Bearer " + token + "," + token,
				"Bearer " + token + " x", "Bearer\t" + token, "Basic YTpi", "Token " + token, token, "DPoP " + token)) {
			HttpResponse<String> response = servers.get(mode).get("/me", "Authorization", value);
			assertThat(response.statusCode()).as(value.substring(0, Math.min(10, value.length()))).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
		}
		for (String name : List.of("Cookie", "X-Access-Token", "X-Forwarded-Authorization")) {
			HttpResponse<String> response = servers.get(mode).get("/me", name, "access_token=" + token);
			assertThat(response.statusCode()).as(name).isEqualTo(401);
		}
	}

	@Test
	void keysOfOneIssuerDoNotVerifyTokensOfAnother() {
		Map<String, Object> header = partner.header("RS256");
		header.put("typ", "at+jwt");
		Map<String, Object> good = partner.claims("shop-partner");
		HttpResponse<String> response = get("multiple", partner.token(header, good));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("partner:ada ");
		Map<String, Object> claims = partner.claims("shop-partner");
		claims.put("iss", issuer.issuer());
		assertThat(get("multiple", partner.token(header, claims)).statusCode()).isEqualTo(401);
		claims.put("aud", "shop-api");
		assertThat(get("multiple", partner.token(header, claims)).statusCode()).isEqualTo(401);
		Map<String, Object> foreignAudience = partner.claims("shop-api");
		assertThat(get("multiple", partner.token(header, foreignAudience)).statusCode()).isEqualTo(401);
	}

	@Test
	void profileDemandsAllOfRfc9068() {
		Map<String, Object> header = partner.header("RS256");
		assertThat(get("multiple", partner.token(header, partner.claims("shop-partner"))).statusCode()).isEqualTo(401);
		header.put("typ", "at+jwt");
		for (String name : List.of("client_id", "jti", "aud", "sub", "iat", "exp", "iss")) {
			Map<String, Object> claims = partner.claims("shop-partner");
			claims.remove(name);
			assertThat(get("multiple", partner.token(header, claims)).statusCode()).as(name).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@MethodSource("modes")
	void reasonsGoToTheAuditTrailAndNowhereElse(String mode, CapturedOutput output) {
		Map<String, Object> claims = claims();
		claims.put("aud", "other-api");
		HttpResponse<String> response = get(mode, issuer.token(issuer.header("RS256"), claims));
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"audience_mismatch\""));
		assertThat(response.body() + response.headers().map()).doesNotContainIgnoringCase("aud");
		String content = issuer.token(issuer.header("RS256"), claims());
		get(mode, content.substring(0, content.lastIndexOf('.') + 1) + "AAAA");
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"signature_invalid\""));
	}

	@ParameterizedTest
	@MethodSource("modes")
	void claimsDoNotMintReservedAuthorities(String mode, CapturedOutput output) {
		Map<String, Object> claims = claims();
		claims.put("roles", List.of("EDITOR", "ANONYMOUS", "PREVIOUS_ADMINISTRATOR"));
		HttpResponse<String> response = get(mode, issuer.token(issuer.header("RS256"), claims));
		assertThat(response.body()).contains("ROLE_EDITOR").doesNotContain("ROLE_ANONYMOUS", "PREVIOUS");
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"reserved_authority\"", "ROLE_ANONYMOUS"));
	}

	@ParameterizedTest
	@MethodSource("modes")
	void metadataIsNotMadeOfTheHostHeader(String mode) {
		HttpResponse<String> response = servers.get(mode).get("/.well-known/oauth-protected-resource");
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(servers.get(mode).get("/me").headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
	}

	private static Map<String, Object> claims() {
		return issuer.claims("shop-api");
	}

	private static HttpRequest.Builder form(TestServer server, String path, String body) {
		return server.request(path)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body));
	}

	private static HttpResponse<String> get(String mode, String token) {
		return servers.get(mode).get("/me", "Authorization", "Bearer " + token);
	}

	/**
	 * An API that says who calls.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class MeController {

			@RequestMapping("/me")
			String me(Authentication authentication) {
				return authentication.getName() + " "
						+ authentication.getAuthorities()
							.stream()
							.map(GrantedAuthority::getAuthority)
							.sorted()
							.toList();
			}

			@RequestMapping({ "/raw", "/open/raw" })
			String raw(HttpServletRequest request) throws IOException {
				return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			}

			@RequestMapping({ "/stream", "/open/stream" })
			byte[] stream(InputStream body) throws IOException {
				return body.readAllBytes();
			}

			@RequestMapping({ "/fields", "/open/fields" })
			String fields(@RequestParam(name = "access_token") String token) {
				return token;
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Api.class)
	static class OwnChainApi {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/open/**").permitAll().anyRequest().authenticated())
				.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(withDefaults()))
				.build();
		}

	}

}
