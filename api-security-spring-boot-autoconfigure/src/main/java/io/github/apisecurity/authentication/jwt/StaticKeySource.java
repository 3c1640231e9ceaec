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

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.RSAKey;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Jwt;
import org.springframework.util.Assert;

/**
 * {@link KeySource} with one fixed key, which fits whatever {@code kid} a token names.
 */
final class StaticKeySource implements KeySource {

	private final VerificationKey key;

	private final Instant since = Instant.now();

	private StaticKeySource(VerificationKey key) {
		this.key = key;
	}

	static StaticKeySource of(String prefix, Jwt jwt) {
		try {
			String pem = jwt.readPublicKey()
				.replace("-----BEGIN PUBLIC KEY-----", "")
				.replace("-----END PUBLIC KEY-----", "");
			X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
			RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
			VerificationKey key = VerificationKey.of(new RSAKey.Builder(publicKey).build());
			Assert.notNull(key, "The key is too short or too long");
			return new StaticKeySource(key);
		}
		catch (IOException | GeneralSecurityException | IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".public-key-location",
					jwt.getPublicKeyLocation(), "Use a file with a public RSA key of at least 2048 bits in PEM format.",
					ex);
		}
	}

	@Override
	public List<VerificationKey> select(JWSHeader header) {
		return VerificationKey.match(List.of(this.key), new JWSHeader(header.getAlgorithm()));
	}

	@Override
	public boolean isTrusted(VerificationKey key) {
		return this.key.equals(key);
	}

	@Override
	public State state() {
		return new State(1, this.since, false);
	}

}
