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

import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import org.jspecify.annotations.Nullable;

/**
 * Public key that verifies signatures, with what costs as much as to verify with it.
 *
 * @param jwk the key as its issuer publishes it
 * @param publicKey the key itself
 * @param thumbprint the JWK thumbprint (RFC 7638)
 */
record VerificationKey(JWK jwk, PublicKey publicKey, String thumbprint) {

	private static final int MIN_RSA_BITS = 2048;

	private static final int MAX_RSA_BITS = 8192;

	private static final int MAX_CANDIDATES = 4;

	private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

	/**
	 * Make a key of one that an issuer publishes.
	 * @param jwk the key
	 * @return the key, {@code null} when it is not a public one for signatures that is
	 * strong enough
	 */
	static @Nullable VerificationKey of(JWK jwk) {
		try {
			return isUsable(jwk)
					? new VerificationKey(jwk, ((AsymmetricJWK) jwk).toPublicKey(), jwk.computeThumbprint().toString())
					: null;
		}
		catch (JOSEException ex) {
			return null;
		}
	}

	private static boolean isUsable(JWK key) {
		if (key.isPrivate() || (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse()))) {
			return false;
		}
		if (key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY)) {
			return false;
		}
		if (key instanceof ECKey elliptic) {
			return CURVES.contains(elliptic.getCurve());
		}
		// A modulus of extreme size makes every verification expensive.
		return KeyType.RSA.equals(key.getKeyType()) && key.size() >= MIN_RSA_BITS && key.size() <= MAX_RSA_BITS;
	}

	/**
	 * Return the keys that fit a header. Without a {@code kid} a few may have to be
	 * tried.
	 * @param keys the keys of an issuer
	 * @param header the header of a token
	 * @return the keys
	 */
	static List<VerificationKey> match(List<VerificationKey> keys, JWSHeader header) {
		JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
		Set<Curve> curves = Curve.forJWSAlgorithm(header.getAlgorithm());
		List<VerificationKey> matches = keys.stream()
			.filter((key) -> matcher.matches(key.jwk()))
			.filter((key) -> !(key.jwk() instanceof ECKey elliptic) || curves.contains(elliptic.getCurve()))
			.toList();
		return (header.getKeyID() == null && matches.size() > MAX_CANDIDATES) ? List.of() : matches;
	}

	/**
	 * Return whether one of the keys has the {@code kid} of the header, so that a fetch
	 * would bring nothing new.
	 * @param keys the keys of an issuer
	 * @param header the header of a token
	 * @return whether the identifier is known
	 */
	static boolean isKnown(List<VerificationKey> keys, JWSHeader header) {
		return header.getKeyID() == null
				|| keys.stream().anyMatch((key) -> Objects.equals(key.jwk().getKeyID(), header.getKeyID()));
	}

}
