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
import java.security.PublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import io.github.apisecurity.authentication.jwk.KeySource;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

/**
 * {@link JwtDecoder} that inspects a token, verifies its signature with a key of its
 * issuer and no other, and runs the validators.
 */
class StrictJwtDecoder implements JwtDecoder {

	private final TokenInspector inspector;

	private final Function<@Nullable Object, KeySource> keySources;

	private final OAuth2TokenValidator<Jwt> validator;

	private final DefaultJWSVerifierFactory verifiers = new DefaultJWSVerifierFactory();

	private final Converter<Map<String, Object>, Map<String, Object>> claimConverter = MappedJwtClaimSetConverter
		.withDefaults(Map.of());

	StrictJwtDecoder(TokenInspector inspector, Function<@Nullable Object, KeySource> keySources,
			OAuth2TokenValidator<Jwt> validator) {
		this.inspector = inspector;
		this.keySources = keySources;
		this.validator = validator;
	}

	@Override
	public Jwt decode(String value) {
		CompactToken token = this.inspector.parse(value);
		verify(token);
		Jwt jwt = Jwt.withTokenValue(value)
			.headers((headers) -> headers.putAll(token.header()))
			.claims((claims) -> claims.putAll(convertClaims(token)))
			.build();
		if (this.validator.validate(jwt).hasErrors()) {
			throw new TokenRejectedException("validator_refused");
		}
		return jwt;
	}

	private void verify(CompactToken token) {
		JWSHeader header = header(token);
		List<JWK> keys = this.keySources.apply(token.claim("iss")).select(header);
		if (keys.isEmpty()) {
			throw new TokenRejectedException("key_unknown");
		}
		byte[] content = token.signingInput().getBytes(StandardCharsets.US_ASCII);
		Base64URL signature = new Base64URL(token.encodedSignature());
		if (keys.stream().noneMatch((key) -> verifies(key, header, content, signature))) {
			throw new TokenRejectedException("signature_invalid");
		}
	}

	private boolean verifies(JWK key, JWSHeader header, byte[] content, Base64URL signature) {
		try {
			PublicKey publicKey = ((AsymmetricJWK) key).toPublicKey();
			JWSVerifier verifier = this.verifiers.createJWSVerifier(header, publicKey);
			return verifier.verify(header, content, signature);
		}
		catch (JOSEException ex) {
			return false;
		}
	}

	private static JWSHeader header(CompactToken token) {
		try {
			return JWSHeader.parse(new Base64URL(token.encodedHeader()));
		}
		catch (ParseException | IllegalArgumentException ex) {
			throw new TokenRejectedException("header_malformed");
		}
	}

	private Map<String, Object> convertClaims(CompactToken token) {
		Map<String, Object> claims = this.claimConverter.convert(token.claims());
		if (claims == null) {
			throw new TokenRejectedException("claim_malformed");
		}
		return claims;
	}

}
