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

package io.github.apisecurity.token.receiver;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * Tests over HTTP that logouts and security events revoke tokens, and that nobody but
 * their issuer can send them.
 */
class ReceiverHttpTests {

	private static final List<String> recorded = new CopyOnWriteArrayList<>();

	private static final String SECRET = "secret-of-the-stream-which-is-long-enough";

	private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";

	private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";

	private static TestIdentityProvider issuer;

	private static ECKey ec384;

	private static TestServer server;

	@BeforeAll
	static void start() throws Exception {
		issuer = TestIdentityProvider.start();
		ec384 = new ECKeyGenerator(Curve.P_384).keyID("ec-384").generate();
		issuer.publish(issuer.rsaKey(), issuer.ecKey(), ec384);
		server = TestServer.start(Api.class, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=api",
				"spring.security.oauth2.resourceserver.jwt.jws-algorithms=RS256,ES256,ES384",
				"api-security.token.revocation.enabled=true",
				"api-security.token.receivers.logout.path=/logout/channel",
				"api-security.token.receivers.logout.audiences=web",
				"api-security.token.receivers.logout.types=logout+jwt,application/Old-Logout+JWT",
				"api-security.token.receivers.signals.path=/signals",
				"api-security.token.receivers.signals.audiences=https://sp.example.com/caep",
				"api-security.token.receivers.signals.bearer-secret=old-secret-of-the-stream-which-is-still-good,"
						+ SECRET);
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	@Test
	void logoutOfASessionEndsItsTokensOnly() {
		String ended = accessToken(Map.of("sub", "eve", "sid", "s-1"));
		String other = accessToken(Map.of("sub", "eve", "sid", "s-2"));
		assertThat(status(ended)).isEqualTo(200);
		HttpResponse<String> response = logout(token("logout+jwt", logoutClaims(Map.of("sid", "s-1", "sub", "eve"))));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(status(ended)).isEqualTo(401);
		assertThat(status(other)).isEqualTo(200);
	}

	@Test
	void configuredTypeCountsHoweverItIsSpelled() {
		for (String type : List.of("old-logout+jwt", "Old-Logout+JWT", "application/old-logout+jwt")) {
			assertThat(logout(token(type, logoutClaims(Map.of("sid", "s-9")))).statusCode()).as(type).isEqualTo(200);
		}
	}

	@Test
	void logoutOfASubjectEndsWhatWasIssuedBeforeAndSentAgainNothingMore() {
		String ended = accessToken(Map.of("sub", "bob"));
		String logout = token("logout+jwt", logoutClaims(Map.of("sub", "bob")));
		assertThat(logout(logout).statusCode()).isEqualTo(200);
		assertThat(status(ended)).isEqualTo(401);
		String later = accessToken(Map.of("sub", "bob", "iat", Instant.now().getEpochSecond() + 5));
		assertThat(logout(logout).statusCode()).isEqualTo(200);
		assertThat(status(later)).isEqualTo(200);
	}

	@Test
	void whatIsNoGoodLogoutTokenEndsNothing() throws Exception {
		String token = accessToken(Map.of("sub", "carl", "sid", "s-3"));
		Map<String, Object> good = logoutClaims(Map.of("sub", "carl", "sid", "s-3"));
		Map<String, String> hostile = new LinkedHashMap<>();
		hostile.put("nothing", "");
		hostile.put("garbage", "a.b.c");
		hostile.put("access token", token);
		hostile.put("type of access tokens", token("at+jwt", good));
		hostile.put("type JWT", token("JWT", good));
		hostile.put("event of another type", token("secevent+jwt", good));
		hostile.put("nonce", token("logout+jwt", with(good, "nonce", "n")));
		hostile.put("other audience", token("logout+jwt", with(good, "aud", "other")));
		hostile.put("no audience", token("logout+jwt", with(good, "aud", null)));
		hostile.put("other issuer", token("logout+jwt", with(good, "iss", issuer.issuer() + "/")));
		hostile.put("no issuer", token("logout+jwt", with(good, "iss", null)));
		hostile.put("no time", token("logout+jwt", with(good, "iat", null)));
		hostile.put("future", token("logout+jwt", with(good, "iat", Instant.now().getEpochSecond() + 600)));
		hostile.put("expired", token("logout+jwt", with(good, "exp", Instant.now().getEpochSecond() - 600)));
		hostile.put("no end", token("logout+jwt", with(good, "exp", null)));
		hostile.put("no identifier", token("logout+jwt", with(good, "jti", null)));
		hostile.put("no events", token("logout+jwt", with(good, "events", null)));
		hostile.put("events as text", token("logout+jwt", with(good, "events", LOGOUT)));
		hostile.put("event as text", token("logout+jwt", with(good, "events", Map.of(LOGOUT, "x"))));
		hostile.put("other event", token("logout+jwt", with(good, "events", Map.of("urn:other", Map.of()))));
		hostile.put("nobody", token("logout+jwt", with(with(good, "sub", null), "sid", null)));
		hostile.put("subject as number", token("logout+jwt", with(with(good, "sub", 5), "sid", null)));
		hostile.put("long subject", token("logout+jwt", with(with(good, "sub", "x".repeat(3000)), "sid", null)));
		hostile.put("no signature", TestIdentityProvider.encode("{\"alg\":\"none\",\"typ\":\"logout+jwt\"}") + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.json(good)) + ".");
		RSAKey stranger = new RSAKeyGenerator(2048).generate();
		String content = token("logout+jwt", good);
		content = content.substring(0, content.lastIndexOf('.'));
		hostile.put("foreign signature", content + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.sign("RS256", content, stranger.toPrivateKey())));
		Map<String, Integer> failures = new LinkedHashMap<>();
		hostile.forEach((name, value) -> {
			HttpResponse<String> response = logout(value);
			if (response.statusCode() != 400 || !response.body().equals("{\"error\":\"invalid_request\"}")
					|| !response.headers().firstValue("Cache-Control").orElse("").equals("no-store")) {
				failures.put(name, response.statusCode());
			}
		});
		assertThat(failures).isEmpty();
		assertThat(server.send(form("logout_token=a&logout_token=b")).statusCode()).isEqualTo(400);
		assertThat(server.get("/logout/channel").statusCode()).isEqualTo(405);
		assertThat(status(token)).isEqualTo(200);
	}

	// All examples of OpenID CAEP 1.0 and of the subjects of RFC 9493 and SSF 1.0, with
	// times of today.
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					session-revoked     | {"format":"opaque","id":"SESSION"} | {} | 401 | 200
					session-revoked     | {"format":"opaque","id":"SUBJECT"} | {} | 401 | 401
					session-revoked     | {"format":"complex","session":{"format":"opaque","id":"SESSION"},"user":{"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"},"tenant":{"format":"opaque","id":"123456789"}} | {"initiating_entity":"policy","reason_admin":{"en":"Landspeed Policy Violation: C076E82F"}} | 401 | 200
					session-revoked     | {"format":"complex","user":{"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"},"device":{"format":"iss_sub","iss":"ISSUER","sub":"e9297990-14d2-42ec-a4a9-4036db86509a"}} | {"initiating_entity":"policy"} | 401 | 401
					session-revoked     | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {} | 401 | 401
					session-revoked     | {"format":"iss_sub","iss":"https://other.example.com","sub":"SUBJECT"} | {} | 200 | 200
					session-revoked     | {"subject_type":"iss-sub","iss":"ISSUER","sub":"SUBJECT"} | {} | 401 | 401
					session-revoked     | {"format":"email","email":"SUBJECT@example.com"} | {} | 401 | 401
					session-revoked     | {"format":"email","email":"nobody@example.com"} | {} | 200 | 200
					session-revoked     | {"format":"complex","tenant":{"format":"opaque","id":"123456789"}} | {} | 200 | 200
					token-claims-change | {"format":"jwt_id","iss":"ISSUER","jti":"TOKEN"} | {"claims":{"role":"ro-admin"}} | 401 | 200
					token-claims-change | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"claims":{"trusted_network":"false"}} | 401 | 401
					credential-change   | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"credential_type":"fido2-roaming","change_type":"create","friendly_name":"Jane's USB authenticator"} | 200 | 200
					credential-change   | {"format":"complex","session":{"format":"opaque","id":"SESSION"},"user":{"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"}} | {"credential_type":"password","change_type":"update"} | 401 | 401
					session-revoked     | {"format":"complex","session":{"format":"opaque","id":"SESSION"}} | {} | 401 | 200
					session-revoked     | {"format":"aliases","identifiers":[{"format":"phone_number","phone_number":"+12065550100"},{"format":"email","email":"SUBJECT@example.com"},{"format":"iss_sub","iss":"https://other.example.com","sub":"x"}]} | {} | 401 | 401
					session-revoked     | {"format":"complex","user":{"format":"aliases","identifiers":[{"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"}]}} | {} | 401 | 401
					session-revoked     | {"format":"account","uri":"acct:jane@example.com"} | {} | 200 | 200
					token-claims-change | {"format":"jwt-id","iss":"ISSUER","jti":"TOKEN"} | {"claims":{"trusted_network":false},"initiating_entity":"policy","reason_admin":{"en":"User left trusted network: CorpNet3"}} | 401 | 200
					token-claims-change | {"format":"saml_assertion_id","issuer":"ISSUER","assertion_id":"_a75adf55-01d7-dbd8372ebdfc"} | {"claims":{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/role":"ro-admin"}} | 200 | 200
					token-claims-change | {"format":"catalog_item","catalog_id":"c0384/winter/2354122"} | {"claims":{"role":"ro-admin"}} | 200 | 200
					credential-change   | {"format":"complex","session":{"format":"opaque","id":"SESSION"}} | {"credential_type":"app","change_type":"delete"} | 401 | 200
					credential-change   | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"credential_type":"x509","change_type":"revoke","x509_serial":"1","event_timestamp":NOW} | 401 | 401
					assurance-level-change | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"namespace":"NIST-AAL","current_level":"nist-aal2","previous_level":"nist-aal1","change_direction":"increase","initiating_entity":"user"} | 200 | 200
					assurance-level-change | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"namespace":"Retinal Scan","current_level":"hi-res-scan","initiating_entity":"user"} | 200 | 200
					device-compliance-change | {"format":"complex","device":{"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"},"tenant":{"format":"opaque","id":"123456789"}} | {"current_status":"not-compliant","previous_status":"compliant","initiating_entity":"policy"} | 200 | 200
					session-established | {"format":"email","email":"SUBJECT@example.com"} | {"fp_ua":"abb0b6e7da81a42233f8f2b1a8ddb1b9a4c81611","acr":"AAL2","amr":["otp"]} | 200 | 200
					session-presented   | {"format":"email","email":"SUBJECT@example.com"} | {"fp_ua":"abb0b6e7da81a42233f8f2b1a8ddb1b9a4c81611","ext_id":"12345"} | 200 | 200
					https://schemas.openid.net/secevent/risc/event-type/sessions-revoked | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {} | 401 | 401
					https://schemas.openid.net/secevent/risc/event-type/account-disabled | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"reason":"hijacking"} | 401 | 401
					https://schemas.openid.net/secevent/risc/event-type/account-purged | - | {"subject":{"subject_type":"iss-sub","iss":"ISSUER","sub":"SUBJECT"}} | 401 | 401
					https://schemas.openid.net/secevent/risc/event-type/credential-compromise | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"credential_type":"password"} | 401 | 401
					https://schemas.openid.net/secevent/risc/event-type/account-enabled | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {} | 200 | 200
					risk-level-change   | {"format":"iss_sub","iss":"ISSUER","sub":"SUBJECT"} | {"current_level":"LOW","previous_level":"HIGH","principal":"USER","risk_reason":"PASSWORD_FOUND_IN_DATA_BREACH"} | 200 | 200
					""",
			quoteCharacter = '\0')
	void documentedEventsRevokeWhatTheyAreAbout(String type, String subject, String event, int status,
			int otherSession) {
		String id = UUID.randomUUID().toString();
		String token = accessToken(Map.of("sub", "u-" + id, "sid", "s-" + id, "jti", "t-" + id));
		String other = accessToken(Map.of("sub", "u-" + id, "sid", "other-" + id));
		String claims = """
				{"iss":"ISSUER","jti":"24c63fb56e5a2d77a6b512616ca9fa24","iat":NOW,"aud":"https://sp.example.com/caep",
				"txn":"8675309",%s"events":{"%s":%s}}"""
			.formatted(subject.equals("-") ? "" : "\"sub_id\":" + subject + ",",
					type.startsWith("https") ? type : CAEP + type, event)
			.replace("ISSUER", issuer.issuer())
			.replace("NOW", String.valueOf(Instant.now().getEpochSecond()))
			.replace("SUBJECT", "u-" + id)
			.replace("SESSION", "s-" + id)
			.replace("TOKEN", "t-" + id);
		recorded.clear();
		HttpResponse<String> response = signal("Bearer " + SECRET, token("secevent+jwt", claims));
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(recorded).containsExactly("authn_signal");
		assertThat(response.body()).isEmpty();
		assertThat(status(token)).isEqualTo(status);
		assertThat(status(other)).isEqualTo(otherSession);
	}

	@Test
	void eventThatComesLateLogsNobodyOutWhoLoggedInAgain() {
		long now = Instant.now().getEpochSecond();
		String before = accessToken(Map.of("sub", "dora", "iat", now - 60));
		String after = accessToken(Map.of("sub", "dora", "iat", now - 20));
		Map<String, Object> claims = signalClaims("dora", Map.of("event_timestamp", now - 40));
		assertThat(signal("Bearer " + SECRET, token("secevent+jwt", claims)).statusCode()).isEqualTo(202);
		assertThat(status(before)).isEqualTo(401);
		assertThat(status(after)).isEqualTo(200);
		Map<String, Object> dated = signalClaims("dora", Map.of());
		dated.put("toe", now - 40);
		assertThat(signal("Bearer " + SECRET, token("secevent+jwt", dated)).statusCode()).isEqualTo(202);
		assertThat(status(after)).isEqualTo(200);
		Map<String, Object> milliseconds = signalClaims("dora", Map.of("event_timestamp", now * 1000));
		assertThat(signal("Bearer " + SECRET, token("secevent+jwt", milliseconds)).statusCode()).isEqualTo(202);
		assertThat(status(after)).isEqualTo(401);
	}

	@Test
	void eventsSignedWithEllipticCurvesAreAccepted() throws Exception {
		for (ECKey key : List.of(issuer.ecKey(), ec384)) {
			String subject = "gil-" + key.getKeyID();
			String token = accessToken(Map.of("sub", subject));
			SignedJWT event = new SignedJWT(
					new JWSHeader.Builder(key.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES256)
						.keyID(key.getKeyID())
						.type(new JOSEObjectType("secevent+jwt"))
						.build(),
					JWTClaimsSet.parse(signalClaims(subject, Map.of())));
			event.sign(new ECDSASigner(key));
			assertThat(signal("Bearer " + SECRET, event.serialize()).statusCode()).isEqualTo(202);
			assertThat(status(token)).isEqualTo(401);
		}
	}

	@Test
	void verificationOfTheStreamIsAccepted() {
		Map<String, Object> claims = with(signalClaims("x", Map.of()), "events", Map
			.of("https://schemas.openid.net/secevent/ssf/event-type/verification", Map.of("state", "VGhpcyBpcyBhbi")));
		claims.put("sub_id", Map.of("format", "opaque", "id", "stream"));
		assertThat(signal("Bearer old-secret-of-the-stream-which-is-still-good", token("secevent+jwt", claims))
			.statusCode()).isEqualTo(202);
	}

	@Test
	void whatIsNoGoodEventIsRefusedWithTheErrorOfRfc8935() {
		String token = accessToken(Map.of("sub", "fay"));
		Map<String, Object> good = signalClaims("fay", Map.of());
		Map<String, String> hostile = new LinkedHashMap<>();
		hostile.put(token("secevent+jwt", with(good, "iss", "https://other.example.com")), "invalid_issuer");
		hostile.put(token("secevent+jwt", with(good, "aud", List.of("https://sp.example.com"))), "invalid_audience");
		hostile.put(token("secevent+jwt", good).replaceAll("[^.]+$", "AAAA"), "invalid_key");
		hostile.put(token("logout+jwt", good), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "jti", null)), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "sub_id", null)), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "sub_id", "fay")), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "sub_id", Map.of("format", "iss_sub"))), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "sub_id", Map.of("format", List.of()))), "invalid_request");
		hostile.put(token("secevent+jwt", with(good, "events", Map.of())), "invalid_request");
		for (String id : List.of("eyJh.eyJqdGkiOiIxIn0.c2ln", "eyJh.!.c2ln")) {
			hostile.put(
					token("secevent+jwt",
							with(good, "sub_id", Map.of("format", "jwt_id", "iss", issuer.issuer(), "jti", id))),
					"invalid_request");
		}
		hostile.put("x", "invalid_request");
		hostile.put("x".repeat(100_000), "invalid_request");
		hostile.forEach((value, error) -> {
			HttpResponse<String> response = signal("Bearer " + SECRET, value);
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(TestServer.json(response).path("err").asString()).isEqualTo(error);
		});
		for (String authorization : List.of("Bearer x", "Bearer " + SECRET + "x", SECRET, "Bearer " + token)) {
			recorded.clear();
			HttpResponse<String> response = signal(authorization, token("secevent+jwt", good));
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(recorded).containsExactly("authn_signal_fail");
			assertThat(TestServer.json(response).path("err").asString()).isEqualTo("authentication_failed");
		}
		assertThat(server.post("/signals", "{}", "Authorization", "Bearer " + SECRET).statusCode()).isEqualTo(400);
		assertThat(status(token)).isEqualTo(200);
		assertThat(signal("Bearer " + SECRET, token("secevent+jwt", good)).statusCode()).isEqualTo(202);
		assertThat(status(token)).isEqualTo(401);
	}

	@Test
	void withADecoderOfTheApplicationThereAreNoKeysAndNoStart() {
		assertThatException()
			.isThrownBy(() -> TestServer.start(OwnDecoder.class, "api-security.token.revocation.enabled=true",
					"api-security.token.receivers.logout.path=/logout/channel",
					"api-security.token.receivers.logout.audiences=web"))
			.havingRootCause()
			.withMessageContaining("define no JwtDecoder");
	}

	@Test
	void secretOfTheStreamOpensNothingElse() {
		assertThat(server.get("/me", "Authorization", "Bearer " + SECRET).statusCode()).isEqualTo(401);
		assertThat(server.get("/signals/x").statusCode()).isEqualTo(401);
	}

	private static Map<String, Object> logoutClaims(Map<String, Object> changes) {
		long now = Instant.now().getEpochSecond();
		Map<String, Object> claims = new LinkedHashMap<>(Map.of("iss", issuer.issuer(), "aud", List.of("web"), "iat",
				now, "exp", now + 120, "jti", UUID.randomUUID().toString(), "events", Map.of(LOGOUT, Map.of())));
		claims.putAll(changes);
		return claims;
	}

	private static Map<String, Object> signalClaims(String subject, Map<String, Object> event) {
		return new LinkedHashMap<>(Map.of("iss", issuer.issuer(), "aud", "https://sp.example.com/caep", "iat",
				Instant.now().getEpochSecond(), "jti", UUID.randomUUID().toString(), "sub_id",
				Map.of("format", "iss_sub", "iss", issuer.issuer(), "sub", subject), "events",
				Map.of(CAEP + "session-revoked", event)));
	}

	private static Map<String, Object> with(Map<String, Object> claims, String name, @Nullable Object value) {
		Map<String, Object> changed = new LinkedHashMap<>(claims);
		changed.remove(name);
		if (value != null) {
			changed.put(name, value);
		}
		return changed;
	}

	private static String token(String type, Map<String, Object> claims) {
		return token(type, TestIdentityProvider.json(claims));
	}

	private static String token(String type, String claims) {
		Map<String, Object> header = issuer.header("RS256");
		header.put("typ", type);
		return issuer.token(TestIdentityProvider.json(header), claims);
	}

	private static String accessToken(Map<String, Object> changes) {
		Map<String, Object> claims = issuer.claims("api");
		claims.putAll(changes);
		return issuer.token(issuer.header("RS256"), claims);
	}

	private static HttpResponse<String> logout(String token) {
		return server.send(form("logout_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
	}

	private static HttpRequest.Builder form(String body) {
		return server.request("/logout/channel")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body));
	}

	private static HttpResponse<String> signal(String authorization, String token) {
		return server.send(server.request("/signals")
			.header("Content-Type", "application/secevent+jwt")
			.POST(BodyPublishers.ofString(token)), "Authorization", authorization);
	}

	private static int status(String token) {
		return server.get("/me", "Authorization", "Bearer " + token).statusCode();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnDecoder {

		@Bean
		JwtDecoder jwtDecoder() {
			return mock(JwtDecoder.class);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		SecurityEventObserver observer() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return type.id().startsWith("authn_signal");
				}

				@Override
				public void observe(SecurityEvent event) {
					recorded.add(event.type().id());
				}

			};
		}

		@Bean
		SignalSubjectResolver signalSubjects() {
			return (issuer, subject) -> (subject.get("email") instanceof String email && email.startsWith("u-"))
					? email.substring(0, email.indexOf('@')) : null;
		}

		@RestController
		static class MeController {

			@GetMapping("/me")
			String me(Authentication authentication) {
				return authentication.getName();
			}

		}

	}

}
