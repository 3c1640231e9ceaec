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

package io.github.apisecurity.sample.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.apisecurity.chain.ApiSecurityHttpConfigurer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.Assert;

/**
 * Protects everything that is neither the authorization server nor its login page.
 */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

	@Bean
	@Order(3)
	SecurityFilterChain apiChain(HttpSecurity http) {
		return http.with(ApiSecurityHttpConfigurer.apiSecurity()).build();
	}

	// Takes the keys from the authorization server in the same process. An API with an
	// identity provider elsewhere needs no such bean: Spring Boot makes it from
	// {@code spring.security.oauth2.resourceserver.jwt.issuer-uri} and
	// {@code audiences}.
	@Bean
	JwtDecoder jwtDecoder(JWKSource<SecurityContext> jwkSource, AuthorizationServerSettings settings,
			ObjectProvider<OAuth2TokenValidator<Jwt>> additionalValidators) {
		String issuer = settings.getIssuer();
		Assert.state(issuer != null, "'spring.security.oauth2.authorizationserver.issuer' must be set");
		List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>();
		validators.add(new JwtIssuerValidator(issuer));
		validators.add(new JwtClaimValidator<Collection<String>>(JwtClaimNames.AUD,
				(audience) -> audience != null && audience.contains(Identity.AUDIENCE)));
		additionalValidators.orderedStream().forEach(validators::add);
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(jwkSource).build();
		decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(validators));
		return decoder;
	}

}
