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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.authentication.apikey.ApiKeyProperties;
import io.github.apisecurity.authentication.apikey.ApiKeyRepository;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.config.TestSlice;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.security.SecurityScheme.In;
import io.swagger.v3.oas.models.security.SecurityScheme.Type;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.web.servlet.ConditionalOnDefaultServletWebSecurity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for authentication.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, BearerTokenAuthenticationEntryPoint.class, JwtDecoder.class })
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
public final class AuthenticationAutoConfiguration {

	private static final Log log = LogFactory.getLog(AuthenticationAutoConfiguration.class);

	@Bean
	@ConditionalOnDefaultServletWebSecurity
	SmartInitializingSingleton apiSecurityMissingAuthenticationWarning(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<OpaqueTokenIntrospector> introspector, ObjectProvider<ApiKeyRepository> apiKeys,
			Environment environment) {
		return () -> {
			// A slice of a test may be without the chain of the application.
			if (TestSlice.isActive(environment)) {
				return;
			}
			if (Stream.of(decoder, introspector, apiKeys).allMatch((beans) -> beans.stream().findAny().isEmpty())) {
				log.warn("No way to authenticate is configured, so every request is answered with 401. To let users in,"
						+ " set 'spring.security.oauth2.resourceserver.jwt.issuer-uri' to the URI of your OpenID Connect"
						+ " provider and 'spring.security.oauth2.resourceserver.jwt.audiences' to the name of this API"
						+ " there, or define a JwtDecoder bean.");
			}
			else if (decoder.getIfUnique() == null && decoder.stream().findAny().isPresent()) {
				log.warn(
						"Of several JwtDecoder beans none is @Primary: the filter chain of the starter takes no access tokens."
								+ " Mark that of this API, or define a SecurityFilterChain bean for each.");
			}
		};
	}

	@Bean
	PostureContributor apiSecurityAuthenticationPosture(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<ApiKeyRepository> apiKeys, ObjectProvider<SecurityFilterChain> chains) {
		return () -> {
			Set<String> filters = chains.stream()
				.flatMap((chain) -> chain.getFilters().stream())
				.map((filter) -> filter.getClass().getSimpleName())
				.collect(Collectors.toSet());
			return new FeaturePosture("authentication",
					Map.of("jwt",
							decoder.stream().findAny().isPresent()
									&& filters.contains("BearerTokenAuthenticationFilter"),
							"api-keys",
							apiKeys.stream().findAny().isPresent() && filters.contains("ApiKeyAuthenticationFilter")));
		};
	}

	/**
	 * The description of the API with OpenAPI says how to authenticate.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GlobalOpenApiCustomizer.class)
	static class OpenApiConfiguration {

		@Bean
		GlobalOpenApiCustomizer apiSecuritySchemesOpenApiCustomizer(ObjectProvider<JwtDecoder> decoder,
				ObjectProvider<OpaqueTokenIntrospector> introspector, ObjectProvider<ApiKeyProperties> apiKeys) {
			return (description) -> {
				boolean jwt = decoder.stream().findAny().isPresent();
				boolean keys = apiKeys.stream().findAny().isPresent();
				Components components = Objects.requireNonNullElseGet(description.getComponents(), Components::new);
				if (components.getSecuritySchemes() != null || description.getSecurity() != null) {
					// The application describes it.
					return;
				}
				description.setComponents(components);
				if (jwt || introspector.stream().findAny().isPresent()) {
					components.addSecuritySchemes("bearer",
							new SecurityScheme().type(Type.HTTP).scheme("bearer").bearerFormat(jwt ? "JWT" : null));
					description.addSecurityItem(new SecurityRequirement().addList("bearer"));
				}
				if (keys) {
					components.addSecuritySchemes("apiKey",
							new SecurityScheme().type(Type.APIKEY)
								.in(In.HEADER)
								.name(apiKeys.getObject().getHeaderName()));
					description.addSecurityItem(new SecurityRequirement().addList("apiKey"));
				}
			};
		}

	}

}
