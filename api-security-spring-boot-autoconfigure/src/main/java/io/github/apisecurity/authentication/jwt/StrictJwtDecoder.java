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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.util.Assert;

/**
 * {@link JwtDecoder} that inspects a token, verifies its signature with a key of its
 * issuer and no other, and runs the validators: those of the application, and Spring
 * Security's own check of tokens that are bound to a client certificate (RFC 8705).
 */
class StrictJwtDecoder implements JwtDecoder {

	private final TokenInspector inspector;

	private final OAuth2TokenValidator<Jwt> validator;

	private final SignatureVerifier signatures;

	private final Converter<Map<String, Object>, Map<String, Object>> claimConverter = MappedJwtClaimSetConverter
		.withDefaults(Map.of());

	StrictJwtDecoder(TokenInspector inspector, TrustedIssuers issuers, SignatureVerifier signatures,
			List<OAuth2TokenValidator<Jwt>> validators) {
		this.inspector = inspector;
		this.signatures = signatures;
		List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>(validators);
		if (all.stream().noneMatch(JwtTypeValidator.class::isInstance)) {
			all.add(typeValidator(issuers));
		}
		this.validator = JwtValidators.createDefaultWithValidators(all);
	}

	// Stands in for the default, which refuses 'at+jwt'. The type of the issuer was
	// checked before.
	private static JwtTypeValidator typeValidator(TrustedIssuers issuers) {
		JwtTypeValidator validator = new JwtTypeValidator(issuers.all()
			.stream()
			.flatMap((issuer) -> issuer.policy().header().types().stream())
			.flatMap((type) -> Stream.of(type, "application/" + type))
			.distinct()
			.toList());
		validator.setAllowEmpty(true);
		return validator;
	}

	@Override
	public Jwt decode(String value) {
		InspectedToken token = this.inspector.inspect(value);
		VerifiedToken known = token.verified();
		if (known != null && known.decoder() == this && this.signatures.isTrusted(known.key(), token.issuer())) {
			return validate(known.toJwt(value));
		}
		VerificationKey key = this.signatures.verify(token);
		Map<String, Object> claims = this.claimConverter.convert(token.claims());
		Assert.state(claims != null, "Claims are never converted to nothing");
		if (token.claims().get(JwtClaimNames.IAT) == null) {
			// Invented, in the future: no mark of a revocation is as late.
			claims.remove(JwtClaimNames.IAT);
		}
		VerifiedToken verified = new VerifiedToken(token.header(), TokenParser.unmodifiable(claims), key, this);
		Jwt jwt = validate(verified.toJwt(value));
		this.inspector.remember(value, verified);
		return jwt;
	}

	private Jwt validate(Jwt jwt) {
		TokenRejectedException.throwIf(this.validator.validate(jwt).hasErrors(), "validator_refused");
		return jwt;
	}

}
