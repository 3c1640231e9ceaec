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

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;

/**
 * Tests proofs of possession over HTTP, on two nodes that share a Redis.
 */
class DpopHttpTests {

	private static final String BASE = "https://api.example.com";

	private static final String INTERNAL = "http://orders.internal:8080";

	private static final String SECRET = "nobody-knows-this-but-all-the-nodes";

	private static TestIdentityProvider issuer;

	private static RedisProcess redis;

	private static List<TestServer> nodes;

	private static ECKey clientKey;

	@BeforeAll
	static void start() throws Exception {
		clientKey = new ECKeyGenerator(Curve.P_256).generate();
		issuer = TestIdentityProvider.start();
		redis = RedisProcess.start();
		nodes = List.of(startNode("supported"), startNode("supported"), startNode("required"));
		// Until then each node remembers its own proofs only.
		nodes.forEach((node) -> RedisExecutors.awaitAvailable(node.context().getBean(RedisScriptExecutor.class)));
	}

	private static TestServer startNode(String mode) {
		return TestServer.start(Api.class, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=bank-api",
				"spring.data.redis.url=redis://127.0.0.1:" + redis.port(), "api-security.redis.timeout=2s",
				"api-security.authentication.dpop=" + mode,
				"api-security.authentication.dpop-base-uri=" + INTERNAL + "," + BASE + "/",
				"api-security.authentication.dpop-proof-window=50s",
				mode.equals("required") ? "api-security.authentication.dpop-nonce-secret=" + SECRET : "some=thing",
				"api-security.authentication.resource-metadata.resource=" + BASE + "/v1",
				"api-security.authentication.resource-metadata.authorization-servers=" + issuer.issuer(),
				"api-security.authentication.resource-metadata.scopes=read,write");
	}

	@AfterAll
	static void stop() {
		nodes.forEach(TestServer::close);
		redis.close();
		issuer.close();
	}

	@Test
	void boundTokenWithProofIsAcceptedOnceOnAllNodes() throws Exception {
		String token = boundToken();
		String proof = proof(token, "GET", BASE + "/plain", Instant.now(), clientKey);
		assertThat(get(0, token, proof).statusCode()).isEqualTo(200);
		assertThat(get(0, token, proof).statusCode()).isEqualTo(401);
		assertThat(get(1, token, proof).statusCode()).isEqualTo(401);
	}

	@Test
	void proofsNameTheRequestInAnySpelling() throws Exception {
		String token = boundToken();
		for (String uri : List.of(BASE + "/pl%61in", BASE + ":443/plain", "HTTPS://API.example.com/plain",
				INTERNAL + "/plain", "http://ORDERS.internal:8080/%70lain")) {
			assertThat(get(0, token, proof(token, "GET", uri, Instant.now(), clientKey)).statusCode()).as(uri)
				.isEqualTo(200);
		}
		String encoded = proof(token, "GET", BASE + "/pl%61in", Instant.now(), clientKey);
		assertThat(nodes.get(0).get("/%70lain", "Authorization", "DPoP " + token, "DPoP", encoded).statusCode())
			.isEqualTo(200);
		for (String uri : List.of(BASE + "/plain/", BASE + ":444/plain", "http://api.example.com/plain",
				BASE + "/%2Fplain", "https://ada@api.example.com/plain", "http://orders.internal/plain",
				BASE + "/plain%20", BASE + "/plain?q=1", BASE + "/plain#x", "/plain", "%")) {
			assertThat(get(0, token, proof(token, "GET", uri, Instant.now(), clientKey)).statusCode()).as(uri)
				.isEqualTo(401);
		}
	}

	@Test
	void hostHeaderDoesNotSayWhatProofsAreFor() throws Exception {
		String token = boundToken();
		int port = nodes.get(0).context().getWebServer().getPort();
		String proof = proof(token, "GET", "http://127.0.0.1:" + port + "/plain", Instant.now(), clientKey);
		assertThat(get(0, token, proof).statusCode()).isEqualTo(401);
	}

	@Test
	void proofsAreGoodForTheWindow() throws Exception {
		String token = boundToken();
		Instant now = Instant.now();
		assertThat(get(0, token, proof(token, "GET", BASE + "/plain", now.minusSeconds(40), clientKey)).statusCode())
			.isEqualTo(200);
		assertThat(get(0, token, proof(token, "GET", BASE + "/plain", now.minusSeconds(60), clientKey)).statusCode())
			.isEqualTo(401);
	}

	@Test
	void identifierOfAProofBelongsToItsKey() throws Exception {
		ECKey other = new ECKeyGenerator(Curve.P_256).generate();
		String token = boundToken();
		String otherToken = boundToken(other);
		String id = UUID.randomUUID().toString();
		for (int node = 0; node < 2; node++) {
			int status = (node == 0) ? 200 : 401;
			assertThat(get(node, token, proof(token, id, "", BASE + "/plain", clientKey)).statusCode())
				.isEqualTo(status);
			assertThat(get(node, otherToken, proof(otherToken, id, "", BASE + "/plain", other)).statusCode())
				.isEqualTo(status);
		}
	}

	@Test
	void clientGetsTheNonceItsProofNeeds() throws Exception {
		String token = boundToken();
		HttpResponse<String> challenge = get(2, token, proof(token, "GET", BASE + "/plain", Instant.now(), clientKey));
		assertThat(challenge.statusCode()).isEqualTo(401);
		assertThat(challenge.headers().firstValue("WWW-Authenticate").orElseThrow())
			.startsWith("DPoP error=\"use_dpop_nonce\"");
		assertThat(challenge.body()).contains("\"status\":401");
		String nonce = challenge.headers().firstValue("DPoP-Nonce").orElseThrow();
		HttpResponse<String> done = get(2, token,
				proof(token, UUID.randomUUID().toString(), nonce, BASE + "/plain", clientKey));
		assertThat(done.statusCode()).isEqualTo(200);
		assertThat(get(2, token, proof(token, UUID.randomUUID().toString(), nonce + "x", BASE + "/plain", clientKey))
			.statusCode()).isEqualTo(401);
		ECKey stranger = new ECKeyGenerator(Curve.P_256).generate();
		assertThat(get(2, token, proof(token, UUID.randomUUID().toString(), nonce, BASE + "/plain", stranger))
			.statusCode()).isEqualTo(401);
	}

	@Test
	void tokenInAFormBesideAProofIsABadRequest() throws Exception {
		String token = boundToken();
		HttpResponse<String> response = nodes.get(0)
			.send(nodes.get(0)
				.request("/field")
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("access_token=" + token)), "Authorization", "DPoP " + token, "DPoP",
					proof(token, "POST", BASE + "/field", Instant.now(), clientKey));
		assertThat(response.statusCode()).isEqualTo(400);
	}

	@Test
	void proofsThatDoNotFitAreRefused() throws Exception {
		String token = boundToken();
		Instant now = Instant.now();
		ECKey stranger = new ECKeyGenerator(Curve.P_256).generate();
		for (String proof : List.of(proof(token, "POST", BASE + "/plain", now, clientKey),
				proof(token, "GET", BASE + "/other", now, clientKey),
				proof(token, "GET", "https://evil.example.com/plain", now, clientKey),
				proof(boundToken(), "GET", BASE + "/plain", now, clientKey),
				proof(token, "GET", BASE + "/plain", now.minusSeconds(120), clientKey),
				proof(token, "GET", BASE + "/plain", now.plusSeconds(120), clientKey),
				proof(token, "GET", BASE + "/plain", now, stranger), "x")) {
			assertThat(get(0, token, proof).statusCode()).isEqualTo(401);
		}
		String good = proof(token, "GET", BASE + "/plain", now, clientKey);
		assertThat(nodes.get(0)
			.send(nodes.get(0)
				.request("/plain")
				.header("Authorization", "DPoP " + token)
				.header("DPoP", good)
				.header("DPoP", good))
			.statusCode()).isEqualTo(401);
		assertThat(nodes.get(0).get("/plain", "Authorization", "DPoP " + token).statusCode()).isEqualTo(401);
	}

	@Test
	void boundTokensAreNoBearerTokens() {
		assertThat(nodes.get(0).get("/plain", "Authorization", "Bearer " + boundToken()).statusCode()).isEqualTo(401);
	}

	@Test
	void boundTokenThatWasAcceptedNeedsProofAgain() throws Exception {
		String token = boundToken();
		for (int i = 0; i < 2; i++) {
			assertThat(get(0, token, proof(token, "GET", BASE + "/plain", Instant.now(), clientKey)).statusCode())
				.isEqualTo(200);
			assertThat(nodes.get(0).get("/plain", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
			assertThat(nodes.get(0).get("/plain", "Authorization", "DPoP " + token).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void bearerTokensPassOnlyWhereProofsAreNotRequired() {
		String token = issuer.token(issuer.header("RS256"), issuer.claims("bank-api"));
		assertThat(nodes.get(0).get("/plain", "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
		assertThat(nodes.get(2).get("/plain", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
	}

	@Test
	void tokenIsParsedAndCheckedOnceByARequestAndNotAgainByTheNext() {
		MockMvcTester mvc = MockMvcTester.from(nodes.get(0).context(),
				(builder) -> builder.apply(SecurityMockMvcConfigurers.springSecurity()).build());
		String token = issuer.token(issuer.header("RS256"), issuer.claims("bank-api"));
		for (int checks : List.of(1, 0)) {
			try (MockedStatic<TokenParser> parser = mockStatic(TokenParser.class, CALLS_REAL_METHODS);
					MockedStatic<ClaimRules> rules = mockStatic(ClaimRules.class, CALLS_REAL_METHODS);
					MockedStatic<JOSEObject> nimbus = mockStatic(JOSEObject.class, CALLS_REAL_METHODS)) {
				assertThat(mvc.get().uri("/plain").header("Authorization", "Bearer " + token)).hasStatusOk();
				// The header and the payload.
				parser.verify(() -> TokenParser.object(anyString()), times(2 * checks));
				rules.verify(() -> ClaimRules.check(anyMap(), anyMap(), any(), any()), times(checks));
				rules.verify(() -> ClaimRules.checkDates(anyMap(), any(), any()));
				nimbus.verifyNoInteractions();
			}
		}
	}

	@Test
	void keyThatIsDistrustedOnOneNodeVerifiesNothingOnTheOther() {
		String token = issuer.token(issuer.header("ES256"), issuer.claims("bank-api"));
		assertThat(nodes.get(1).get("/plain", "Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
		nodes.get(0).context().getBean(DistrustedKeys.class).set("ec-1", true);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(nodes.get(1).get("/plain", "Authorization", "Bearer " + token).statusCode())
				.isEqualTo(401));
	}

	@Test
	void metadataIsTheConfiguredOne() {
		HttpResponse<String> response = nodes.get(2).get("/.well-known/oauth-protected-resource/v1");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(TestServer.json(response).path("resource").asString()).isEqualTo(BASE + "/v1");
		assertThat(response.body()).contains("\"scopes_supported\":[\"read\",\"write\"]",
				"\"dpop_bound_access_tokens_required\":true", "\"authorization_servers\":[\"" + issuer.issuer());
		for (String other : List.of("/.well-known/oauth-protected-resource/v2", "/.well-known/oauth-protected-resource",
				"/.well-known/%6Fauth-protected-resource/v1", "/.well-known/oauth-protected-resourc%65")) {
			assertThat(nodes.get(2).get(other).statusCode()).as(other).isEqualTo(404);
		}
		assertThat(nodes.get(2).get("/plain").headers().firstValue("WWW-Authenticate"))
			.hasValue("Bearer resource_metadata=\"" + BASE + "/.well-known/oauth-protected-resource/v1\"");
	}

	private static String boundToken() {
		return boundToken(clientKey);
	}

	private static String boundToken(ECKey key) {
		try {
			Map<String, Object> claims = issuer.claims("bank-api");
			claims.put("cnf", Map.of("jkt", key.computeThumbprint().toString()));
			return issuer.token(issuer.header("RS256"), claims);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String proof(String token, String method, String uri, Instant issuedAt, ECKey key) throws Exception {
		return sign(claims(token, method, uri).issueTime(Date.from(issuedAt)).jwtID(UUID.randomUUID().toString()), key);
	}

	private static String proof(String token, String id, String nonce, String uri, ECKey key) throws Exception {
		return sign(claims(token, "GET", uri).issueTime(new Date()).jwtID(id).claim("nonce", nonce), key);
	}

	private static JWTClaimsSet.Builder claims(String token, String method, String uri) throws Exception {
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes());
		return new JWTClaimsSet.Builder().claim("htm", method)
			.claim("htu", uri)
			.claim("ath", TestIdentityProvider.encode(hash));
	}

	private static String sign(JWTClaimsSet.Builder claims, ECKey key) throws Exception {
		SignedJWT proof = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt"))
			.jwk(key.toPublicJWK())
			.build(), claims.build());
		proof.sign(new ECDSASigner(key));
		return proof.serialize();
	}

	private static HttpResponse<String> get(int node, String token, String proof) {
		return nodes.get(node).get("/plain", "Authorization", "DPoP " + token, "DPoP", proof);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class PlainController {

			@RequestMapping("/plain")
			String plain() {
				return "plain";
			}

			@RequestMapping("/field")
			String field(@RequestParam(name = "access_token") String token) {
				return token;
			}

		}

	}

}
