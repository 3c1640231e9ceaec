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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.util.Base64URL;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.guard.IssuerTokens;

import org.springframework.util.Assert;

/**
 * Verifies signatures with the keys of the issuers. Also those of {@link IssuerTokens
 * other tokens}, with the algorithms of access tokens.
 */
class SignatureVerifier implements IssuerTokens {

	private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

	private final TokenInspector inspector;

	private final Predicate<VerificationKey> distrusted;

	SignatureVerifier(TokenInspector inspector, Predicate<VerificationKey> distrusted) {
		this.inspector = inspector;
		this.distrusted = distrusted;
	}

	@Override
	public Map<String, Object> verify(String value, Set<String> types) {
		InspectedToken token = this.inspector.read(value);
		TokenRejectedException.throwIf(new ClaimReader(token.claims()).text("iss") == null, "issuer_missing");
		new HeaderRules(token.issuer().policy().header().algorithms(), types, true).check(token.header());
		verify(token);
		return token.claims();
	}

	/**
	 * Return whether a key that verified a token before would still do so.
	 * @param key the key
	 * @param issuer the issuer of the token
	 * @return whether the issuer still has the key and nobody distrusts it
	 */
	boolean isTrusted(VerificationKey key, TrustedIssuer issuer) {
		return !this.distrusted.test(key) && keys(issuer).isTrusted(key);
	}

	/**
	 * Verify a token with a key of its issuer and no other.
	 * @param token the token
	 * @return the key
	 * @throws TokenRejectedException when none of the keys is the one
	 */
	VerificationKey verify(InspectedToken token) {
		JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse((String) token.header().get("alg")))
			.keyID((String) token.header().get("kid"))
			.build();
		List<VerificationKey> keys = keys(token.issuer()).select(header);
		TokenRejectedException.throwIf(keys.isEmpty(), "key_unknown", header.getKeyID(),
				"a key of the issuer for " + header.getAlgorithm());
		int dot = token.value().lastIndexOf('.');
		byte[] content = token.value().substring(0, dot).getBytes(StandardCharsets.US_ASCII);
		Base64URL signature = new Base64URL(token.value().substring(dot + 1));
		for (VerificationKey key : keys) {
			if (verifies(key, header, content, signature)) {
				TokenRejectedException.throwIf(this.distrusted.test(key), "key_distrusted");
				return key;
			}
		}
		throw new TokenRejectedException("signature_invalid");
	}

	private boolean verifies(VerificationKey key, JWSHeader header, byte[] content, Base64URL signature) {
		try {
			return this.verifiers.createJWSVerifier(header, key.publicKey()).verify(header, content, signature);
		}
		catch (JOSEException ex) {
			return false;
		}
	}

	private static KeySource keys(TrustedIssuer issuer) {
		KeySource keys = issuer.keys();
		Assert.state(keys != null, "The keys of the issuer are known");
		return keys;
	}

}
