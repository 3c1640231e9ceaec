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
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;

/**
 * The validators that run after the signature: those of the application, and Spring
 * Security's own check of tokens that are bound to a client certificate (RFC 8705).
 */
final class JwtValidation {

	private JwtValidation() {
	}

	static OAuth2TokenValidator<Jwt> create(List<OAuth2TokenValidator<Jwt>> validators,
			Collection<TokenPolicy> policies) {
		List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>(validators);
		if (all.stream().noneMatch(JwtTypeValidator.class::isInstance)) {
			all.add(typeValidator(policies));
		}
		return JwtValidators.createDefaultWithValidators(all);
	}

	// Stands in for the default, which refuses 'at+jwt'. The type of the issuer was
	// checked before.
	private static JwtTypeValidator typeValidator(Collection<TokenPolicy> policies) {
		JwtTypeValidator validator = new JwtTypeValidator(policies.stream()
			.flatMap((policy) -> policy.types().stream())
			.flatMap((type) -> Stream.of(type, "application/" + type))
			.distinct()
			.toList());
		validator.setAllowEmpty(true);
		return validator;
	}

}
