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

import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.authentication.apikey.ApiKeyRepository;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.security.autoconfigure.web.servlet.ConditionalOnDefaultServletWebSecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for authentication.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, BearerTokenAuthenticationEntryPoint.class, JwtDecoder.class })
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
public final class AuthenticationAutoConfiguration {

	private static final Log log = LogFactory.getLog(AuthenticationAutoConfiguration.class);

	@Bean
	@ConditionalOnDefaultServletWebSecurity
	SmartInitializingSingleton apiSecurityMissingAuthenticationWarning(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<OpaqueTokenIntrospector> introspector, ObjectProvider<ApiKeyRepository> apiKeys) {
		return () -> {
			if (Stream.of(decoder, introspector, apiKeys).allMatch((beans) -> beans.stream().findAny().isEmpty())) {
				log.warn("No way to authenticate is configured, so every request is answered with 401. To let users in,"
						+ " set 'spring.security.oauth2.resourceserver.jwt.issuer-uri' to the URI of your OpenID Connect"
						+ " provider and 'spring.security.oauth2.resourceserver.jwt.audiences' to the name of this API"
						+ " there, or define a JwtDecoder bean.");
			}
		};
	}

	@Bean
	PostureContributor apiSecurityAuthenticationPosture(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<ApiKeyRepository> apiKeys) {
		return () -> new FeaturePosture("authentication", Map.of("jwt", decoder.stream().findAny().isPresent(),
				"api-keys", apiKeys.stream().findAny().isPresent()));
	}

}
