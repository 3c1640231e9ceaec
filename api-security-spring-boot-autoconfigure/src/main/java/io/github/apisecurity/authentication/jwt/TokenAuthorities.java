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

import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.guard.AuthoritySource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * The authorities that access tokens give, as far as the configuration tells.
 */
final class TokenAuthorities {

	private static final String OWN_CONVERTER = "apiSecurityJwtAuthenticationConverter";

	private TokenAuthorities() {
	}

	static @Nullable AuthoritySource of(ConfigurableListableBeanFactory beans, TrustedIssuers issuers,
			Environment environment) {
		if (beans.getBeanNamesForType(JwtDecoder.class).length > 0) {
			return ofJwt(beans, issuers, environment);
		}
		OpaqueTokenIntrospector introspector = beans.getBeanProvider(OpaqueTokenIntrospector.class).getIfAvailable();
		if (introspector == null) {
			return null;
		}
		return (introspector instanceof StrictTokenIntrospector strict) ? strict.issuer().identity()::canGrant
				: (authority) -> true;
	}

	private static AuthoritySource ofJwt(ConfigurableListableBeanFactory beans, TrustedIssuers issuers,
			Environment environment) {
		if (beans.containsBean(OWN_CONVERTER)) {
			return (authority) -> issuers.all()
				.stream()
				.map(TrustedIssuer::identity)
				.anyMatch((identity) -> identity.canGrant(authority));
		}
		for (String name : beans.getBeanNamesForType(JwtAuthenticationConverter.class)) {
			String factory = beans.getMergedBeanDefinition(name).getFactoryBeanName();
			if (factory == null || !factory.startsWith("org.springframework.boot.")) {
				return (authority) -> true;
			}
		}
		String prefix = environment.getProperty("spring.security.oauth2.resourceserver.jwt.authority-prefix", "SCOPE_");
		return (authority) -> authority.startsWith(prefix);
	}

}
