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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

/**
 * Tokens that must be refused, by name. Unless the name says otherwise they are signed
 * with a published key of the issuer.
 */
class HostileTokens {

	private final TestIdentityProvider issuer;

	private final String audience;

	private final Map<String, String> tokens = new LinkedHashMap<>();

	HostileTokens(TestIdentityProvider issuer, String audience) {
		this.issuer = issuer;
		this.audience = audience;
	}

	Map<String, String> all() throws JOSEException {
		algorithms();
		signatures();
		headers();
		spellings();
		dates();
		names();
		types();
		shapes();
		return this.tokens;
	}

	private void algorithms() throws JOSEException {
		for (String name : List.of("none", "None", "NONE", "nOnE")) {
			String content = content((header) -> header.put("alg", name));
			add("alg " + name, content + ".");
			add("alg " + name + " with a signature",
					content + "." + TestIdentityProvider.encode(this.issuer.sign("RS256", content)));
		}
		String content = content((header) -> header.put("alg", "HS256"));
		byte[] der = this.issuer.rsaKey().toPublicKey().getEncoded();
		String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
				+ "\n-----END PUBLIC KEY-----\n";
		add("HS256 with the public key as DER",
				content + "." + TestIdentityProvider.encode(TestIdentityProvider.hmac(content, der)));
		add("HS256 with the public key as PEM", content + "." + TestIdentityProvider
			.encode(TestIdentityProvider.hmac(content, pem.getBytes(StandardCharsets.UTF_8))));
		add("HS256 with a zero key",
				content + "." + TestIdentityProvider.encode(TestIdentityProvider.hmac(content, new byte[32])));
		add("HS256 with a guessable key", content + "." + TestIdentityProvider
			.encode(TestIdentityProvider.hmac(content, "secret".getBytes(StandardCharsets.UTF_8))));
		for (String name : List.of("RS384", "RS512")) {
			String other = content((header) -> header.put("alg", name));
			add(name + " although not configured", other + "." + TestIdentityProvider
				.encode(TestIdentityProvider.sign(name, other, this.issuer.rsaKey().toPrivateKey())));
		}
		for (String name : List.of("ES384", "ES512", "ES256K", "EdDSA")) {
			header(name + " with the identifier of a P-256 key", (header) -> {
				header.put("alg", name);
				header.put("kid", "ec-1");
			});
		}
		header("ES256 with the identifier of an RSA key", (header) -> header.put("alg", "ES256"));
		header("RS256 with the identifier of an EC key", (header) -> header.put("kid", "ec-1"));
		header("alg in lower case", (header) -> header.put("alg", "rs256"));
		header("alg missing", (header) -> header.remove("alg"));
		header("alg number", (header) -> header.put("alg", 256));
		header("alg null", (header) -> header.put("alg", null));
	}

	private void signatures() throws JOSEException {
		String good = this.issuer.token(this.issuer.header("RS256"), claims());
		String content = good.substring(0, good.lastIndexOf('.'));
		String[] parts = good.split("\\.");
		add("signature missing", content);
		add("signature empty", content + ".");
		byte[] flipped = this.issuer.sign("RS256", content);
		flipped[100] ^= 1;
		add("signature with a flipped bit", content + "." + TestIdentityProvider.encode(flipped));
		add("signature cut short", content + "." + TestIdentityProvider.encode(Arrays.copyOf(flipped, 255)));
		RSAKey stranger = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
		add("signature of a stranger's key with a known identifier", content + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.sign("RS256", content, stranger.toPrivateKey())));
		add("signature of another published key", content + "." + TestIdentityProvider
			.encode(TestIdentityProvider.sign("RS256", content, this.issuer.secondRsaKey().toPrivateKey())));
		Map<String, Object> other = claims();
		other.put("sub", "root");
		add("payload exchanged",
				parts[0] + "." + TestIdentityProvider.encode(TestIdentityProvider.json(other)) + "." + parts[2]);
		Map<String, Object> header = this.issuer.header("RS256");
		header.put("typ", "at+jwt");
		add("header exchanged",
				TestIdentityProvider.encode(TestIdentityProvider.json(header)) + "." + parts[1] + "." + parts[2]);
		String elliptic = TestIdentityProvider.encode(TestIdentityProvider.json(this.issuer.header("ES256"))) + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.json(claims()));
		add("ES256 with r = s = 0", elliptic + "." + TestIdentityProvider.encode(new byte[64]));
		add("ES256 with a DER signature", elliptic + "." + TestIdentityProvider
			.encode(TestIdentityProvider.sign("ES256-DER", elliptic, this.issuer.ecKey().toPrivateKey())));
		add("ES256 with an empty signature", elliptic + ".");
	}

	private void headers() throws JOSEException {
		RSAKey stranger = new RSAKeyGenerator(2048).keyID("evil").generate();
		Map<String, Object> embedded = this.issuer.header("RS256");
		embedded.put("jwk", stranger.toPublicJWK().toJSONObject());
		String content = TestIdentityProvider.encode(TestIdentityProvider.json(embedded)) + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.json(claims()));
		add("jwk of a stranger", content + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.sign("RS256", content, stranger.toPrivateKey())));
		header("jwk beside a good signature",
				(header) -> header.put("jwk", this.issuer.rsaKey().toPublicJWK().toJSONObject()));
		header("x5u", (header) -> header.put("x5u", this.issuer.jwkSetUri()));
		header("x5c", (header) -> header.put("x5c", List.of("MIIB")));
		header("crit empty", (header) -> header.put("crit", List.of()));
		header("crit exp", (header) -> header.put("crit", List.of("exp")));
		header("crit unknown", (header) -> header.put("crit", List.of("http://example.com/x")));
		header("crit null", (header) -> header.put("crit", null));
		header("b64 false", (header) -> header.put("b64", false));
		header("b64 false with crit", (header) -> {
			header.put("b64", false);
			header.put("crit", List.of("b64"));
		});
		header("jku of a stranger without its key",
				(header) -> header.putAll(Map.of("jku", "https://evil.example.com/keys", "kid", "ec-1")));
		header("zip", (header) -> header.put("zip", "DEF"));
		header("enc", (header) -> header.put("enc", "A128GCM"));
		header("nested token", (header) -> header.put("cty", "JWT"));
		header("kid path traversal", (header) -> header.put("kid", "../../../dev/null"));
		header("kid injection", (header) -> header.put("kid", "x' UNION SELECT 'key'--"));
		header("kid unknown", (header) -> header.put("kid", "unknown"));
		header("kid empty", (header) -> header.put("kid", ""));
		header("kid null", (header) -> header.put("kid", null));
		header("kid number", (header) -> header.put("kid", 1));
		header("kid with a line break", (header) -> header.put("kid", "rsa-1\n"));
		header("kid of a thousand characters", (header) -> header.put("kid", "k".repeat(1000)));
		header("typ missing", (header) -> header.remove("typ"));
		header("typ number", (header) -> header.put("typ", 1));
		for (String type : List.of("logout+jwt", "dpop+jwt", "secevent+jwt", "id_token", "JWE", "")) {
			header("typ '" + type + "'", (header) -> header.put("typ", type));
		}
	}

	private void spellings() {
		String good = this.issuer.token(this.issuer.header("RS256"), claims());
		String[] parts = good.split("\\.");
		add("garbage", "garbage");
		add("two dots", "..");
		add("two parts", parts[0] + "." + parts[1]);
		add("four parts", good + "." + parts[2]);
		add("five parts", parts[0] + ".AAAA.AAAA.AAAA.AAAA");
		for (int i = 0; i < 3; i++) {
			String[] changed = parts.clone();
			changed[i] = parts[i] + "=";
			add("padding in part " + i, String.join(".", changed));
			changed[i] = parts[i].substring(0, 4) + "~" + parts[i].substring(4);
			add("ignored character in part " + i, String.join(".", changed));
		}
		String withAlphabet = null;
		while (withAlphabet == null) {
			String candidate = this.issuer.token(this.issuer.header("RS256"), claims());
			withAlphabet = (candidate.contains("-") && candidate.contains("_")) ? candidate : null;
		}
		add("standard alphabet", withAlphabet.replace('-', '+').replace('_', '/'));
		char last = good.charAt(good.length() - 1);
		add("trailing bits", good.substring(0, good.length() - 1) + (char) (last + 1));
		String claims = TestIdentityProvider.json(claims());
		raw("duplicate claim", claims.replaceFirst("\\{", "{\"sub\":\"root\","));
		raw("duplicate expiry", claims.replaceFirst("\\{", "{\"exp\":9999999999,"));
		add("duplicate header",
				this.issuer.token("{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"rsa-1\"}", claims));
		raw("trailing JSON", claims + "{}");
		raw("trailing text", claims + "x");
		raw("byte order mark", "\uFEFF" + claims);
		raw("comment", claims.replaceFirst("\\{", "{/**/"));
		raw("single quotes", claims.replace('"', '\''));
		raw("array", "[" + claims + "]");
		raw("null", "null");
		raw("text", "\"text\"");
		raw("empty object", "{}");
		raw("not JSON", "sub=ada");
		raw("deep nesting", claims.replaceFirst("\\{", "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + ","));
		raw("long number", claims.replaceFirst("\\{", "{\"x\":" + "9".repeat(1000) + ","));
		raw("too large", claims.replaceFirst("\\{", "{\"x\":\"" + "x".repeat(7000) + "\","));
		byte[] header = TestIdentityProvider.json(this.issuer.header("RS256")).getBytes(StandardCharsets.UTF_8);
		add("UTF-16", this.issuer.token(header, claims.getBytes(StandardCharsets.UTF_16)));
		add("invalid UTF-8",
				this.issuer.token(header, claims.replace("ada", "\u00e9").getBytes(StandardCharsets.ISO_8859_1)));
	}

	private void dates() {
		long now = Instant.now().getEpochSecond();
		claim("exp missing", (claims) -> claims.remove("exp"));
		claim("exp and iat missing", (claims) -> {
			claims.remove("exp");
			claims.remove("iat");
		});
		claim("iat missing", (claims) -> claims.remove("iat"));
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("null", null);
		values.put("text", String.valueOf(now + 60));
		values.put("boolean", true);
		values.put("negative", -1);
		values.put("zero", 0);
		values.put("object", Map.of());
		values.put("list", List.of(now + 60));
		values.put("in the year 9999", 253402300799L);
		values.put("in milliseconds", (now + 60) * 1000);
		values.put("at 2^63 - 1", Long.MAX_VALUE);
		values.put("a minute ago", now - 60);
		values.put("31 seconds ago", now - 31);
		values.put("an hour ago", now - 3600);
		values.put("in 25 hours", now + 25 * 3600);
		values.put("before iat", now - 2);
		values.forEach((name, value) -> claim("exp " + name, (claims) -> claims.put("exp", value)));
		String claims = TestIdentityProvider.json(claims());
		raw("exp 1e400", claims.replaceFirst("\"exp\":\\d+", "\"exp\":1e400"));
		raw("exp 1e30", claims.replaceFirst("\"exp\":\\d+", "\"exp\":1e30"));
		raw("exp NaN", claims.replaceFirst("\"exp\":\\d+", "\"exp\":NaN"));
		raw("exp with leading zero", claims.replaceFirst("\"exp\":", "\"exp\":0"));
		claim("iat in an hour", (changed) -> {
			changed.put("iat", now + 3600);
			changed.put("exp", now + 7200);
		});
		claim("iat ten years ago", (changed) -> changed.put("iat", now - 10L * 365 * 24 * 3600));
		claim("iat text", (changed) -> changed.put("iat", "yesterday"));
		claim("iat null", (changed) -> changed.put("iat", null));
		claim("nbf in an hour", (changed) -> changed.put("nbf", now + 3600));
		claim("nbf at 2^63 - 1", (changed) -> changed.put("nbf", Long.MAX_VALUE));
		claim("nbf text", (changed) -> changed.put("nbf", "now"));
	}

	private void names() {
		claim("aud missing", (claims) -> claims.remove("aud"));
		claim("aud of another API", (claims) -> claims.put("aud", "other-api"));
		claim("aud null", (claims) -> claims.put("aud", null));
		claim("aud empty", (claims) -> claims.put("aud", List.of()));
		claim("aud number", (claims) -> claims.put("aud", 5));
		claim("aud mixed", (claims) -> claims.put("aud", List.of(this.audience, 5)));
		claim("aud nested", (claims) -> claims.put("aud", List.of(List.of(this.audience))));
		claim("aud object", (claims) -> claims.put("aud", Map.of("x", this.audience)));
		claim("aud in upper case", (claims) -> claims.put("aud", this.audience.toUpperCase(Locale.ROOT)));
		claim("aud with a slash", (claims) -> claims.put("aud", this.audience + "/"));
		claim("aud joined", (claims) -> claims.put("aud", this.audience + " other-api"));
		claim("iss missing", (claims) -> claims.remove("iss"));
		claim("iss null", (claims) -> claims.put("iss", null));
		claim("iss of another provider", (claims) -> claims.put("iss", "https://evil.example.com"));
		claim("iss list", (claims) -> claims.put("iss", List.of(this.issuer.issuer())));
		claim("iss number", (claims) -> claims.put("iss", 1));
		Map<String, UnaryOperator<String>> variants = Map.of("with a slash", (name) -> name + "/", "with HTTP",
				(name) -> name.replace("http:", "HTTP:"), "with another path", (name) -> name + "/../shop",
				"as localhost", (name) -> name.replace("127.0.0.1", "localhost"), "with a query", (name) -> name + "?",
				"with a space", (name) -> name + " ");
		variants.forEach((name, variant) -> claim("iss " + name,
				(claims) -> claims.put("iss", variant.apply(this.issuer.issuer()))));
		claim("sub missing", (claims) -> claims.remove("sub"));
		claim("sub null", (claims) -> claims.put("sub", null));
		claim("sub empty", (claims) -> claims.put("sub", ""));
		claim("sub blank", (claims) -> claims.put("sub", " \u2003"));
		for (String blank : List.of("\u00a0", "\u2007", "\u202f\u3000", "\u3164", "\u2800", "\u115f")) {
			claim("sub of blank " + (int) blank.charAt(0), (claims) -> claims.put("sub", blank));
		}
		claim("sub number", (claims) -> claims.put("sub", 42));
		claim("sub list", (claims) -> claims.put("sub", List.of("ada")));
		claim("sub with a line break", (claims) -> claims.put("sub", "ada\nroot"));
		claim("sub with NUL", (claims) -> claims.put("sub", "ada\u0000"));
		claim("sub with a zero-width space", (claims) -> claims.put("sub", "a\u200bda"));
		claim("sub written backwards", (claims) -> claims.put("sub", "\u202eada"));
		claim("sub of a thousand characters", (claims) -> claims.put("sub", "a".repeat(1000)));
		raw("sub with half a character", TestIdentityProvider.json(claims()).replace("\"ada\"", "\"\\ud800\""));
	}

	private void types() {
		claim("scope number", (claims) -> claims.put("scope", 5));
		claim("scope object", (claims) -> claims.put("scope", Map.of("read", true)));
		claim("scope list of numbers", (claims) -> claims.put("scope", List.of(1)));
		claim("scope with an escape character", (claims) -> claims.put("scope", "read\u001b[2J"));
		claim("scp number", (claims) -> claims.put("scp", 5));
		claim("jti number", (claims) -> claims.put("jti", 1));
		claim("client_id list", (claims) -> claims.put("client_id", List.of()));
		claim("azp number", (claims) -> claims.put("azp", 1));
		for (String name : List.of("token_type", "use", "type")) {
			for (String value : List.of("refresh", "Refresh_Token", "id", "ID-Token", "mfa", "reset-password",
					"verification", "offline")) {
				claim(name + " " + value, (claims) -> claims.put(name, value));
			}
		}
		claim("token_use refresh", (claims) -> claims.put("token_use", "refresh"));
		claim("nonce beside a type of access tokens and the hash of one", (claims) -> {
			claims.put("typ", "Bearer");
			claims.put("nonce", "n");
			claims.put("at_hash", "x");
		});
		claim("cnf text", (claims) -> claims.put("cnf", "x"));
		claim("cnf null", (claims) -> claims.put("cnf", null));
		claim("cnf number", (claims) -> claims.put("cnf", Map.of("jkt", 5)));
	}

	private void shapes() {
		claim("ID token by nonce", (claims) -> claims.put("nonce", "n-0S6_WzA2Mj"));
		claim("ID token by at_hash", (claims) -> claims.put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ"));
		claim("ID token by c_hash", (claims) -> claims.put("c_hash", "LDktKdoQak3Pk0cnXxCltA"));
		claim("logout token", (claims) -> claims.put("events",
				Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
		for (String type : List.of("ID", "Refresh", "Offline", "Logout")) {
			claim("Keycloak " + type + " token", (claims) -> claims.put("typ", type));
		}
		claim("Cognito ID token", (claims) -> claims.put("token_use", "id"));
		claim("token bound to a key, without proof", (claims) -> claims.put("cnf", Map.of("jkt", "x".repeat(43))));
		claim("token bound to a certificate, without one",
				(claims) -> claims.put("cnf", Map.of("x5t#S256", "x".repeat(43))));
		claim("token bound to something else", (claims) -> claims.put("cnf", Map.of("kid", "x")));
		claim("token bound to nothing", (claims) -> claims.put("cnf", Map.of()));
	}

	private String content(Consumer<Map<String, Object>> change) {
		Map<String, Object> header = this.issuer.header("RS256");
		change.accept(header);
		return TestIdentityProvider.encode(TestIdentityProvider.json(header)) + "."
				+ TestIdentityProvider.encode(TestIdentityProvider.json(claims()));
	}

	private void header(String name, Consumer<Map<String, Object>> change) {
		Map<String, Object> header = this.issuer.header("RS256");
		change.accept(header);
		add(name, this.issuer.token(header, claims()));
	}

	private void claim(String name, Consumer<Map<String, Object>> change) {
		Map<String, Object> claims = claims();
		change.accept(claims);
		add(name, this.issuer.token(this.issuer.header("RS256"), claims));
	}

	private void raw(String name, String claims) {
		add(name, this.issuer.token(TestIdentityProvider.json(this.issuer.header("RS256")), claims));
	}

	private Map<String, Object> claims() {
		return this.issuer.claims(this.audience);
	}

	private void add(String name, String token) {
		if (this.tokens.put(name, token) != null) {
			throw new IllegalStateException("Two tokens have the name " + name);
		}
	}

}
