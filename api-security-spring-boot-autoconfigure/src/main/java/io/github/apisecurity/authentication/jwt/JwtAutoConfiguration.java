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

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSVerifier;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.Keys;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.AuthoritySource;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Opaquetoken;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.SpringOpaqueTokenIntrospectorBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.util.unit.DataSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the check of JWT access tokens.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = OAuth2ResourceServerAutoConfiguration.class, after = SharedAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ BearerTokenAuthenticationToken.class, JwtDecoder.class, JWSVerifier.class })
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ AccessTokenProperties.class, OAuth2ResourceServerProperties.class })
public final class JwtAutoConfiguration {

	private static final String SEVERAL_ISSUERS = "api-security.authentication.issuers[0].issuer-uri";

	@Bean
	TrustedIssuers apiSecurityTrustedIssuers(AccessTokenProperties properties,
			OAuth2ResourceServerProperties resourceServerProperties, Environment environment,
			ObjectProvider<KeySourceFactory> keys, ObjectProvider<TrustedTenants> tenants) {
		String algorithms = "spring.security.oauth2.resourceserver.jwt.jws-algorithms";
		boolean algorithmsConfigured = environment.containsProperty(algorithms)
				|| environment.containsProperty(algorithms + "[0]");
		return new TrustedIssuersFactory(keys.getIfAvailable(), tenants.getIfAvailable()).create(properties,
				resourceServerProperties.getJwt(), algorithmsConfigured);
	}

	@Bean
	TokenInspector apiSecurityTokenInspector(AccessTokenProperties properties, TrustedIssuers issuers,
			ObjectProvider<TokenCache> cache) {
		return new TokenInspector(issuers, limit(properties.getMaxTokenSize()), cache.getIfAvailable(),
				InstantSource.system());
	}

	@Bean
	@Lazy
	@Nullable AuthoritySource apiSecurityTokenAuthorities(ConfigurableListableBeanFactory beans, TrustedIssuers issuers,
			Environment environment) {
		return TokenAuthorities.of(beans, issuers, environment);
	}

	@Bean
	@ConditionalOnWritten(SEVERAL_ISSUERS)
	@ConditionalOnMissingBean
	JwtAuthenticationConverter apiSecurityJwtAuthenticationConverter(TrustedIssuers issuers) {
		return IssuerIdentity.createConverter(issuers);
	}

	private static int limit(DataSize size) {
		PropertyValue.refuseIf(size.toBytes() < 256 || size.toBytes() > 65536,
				"api-security.authentication.max-token-size", size, "Use a size between 256B and 64KB.");
		return (int) size.toBytes();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWritten({ SEVERAL_ISSUERS, "spring.security.oauth2.resourceserver.jwt.issuer-uri",
			"spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
			"spring.security.oauth2.resourceserver.jwt.public-key-location" })
	@ConditionalOnMissingBean({ JwtDecoder.class, JwkSetUriJwtDecoderBuilderCustomizer.class })
	@Import(SigningKeysEndpoint.class)
	static class DecoderConfiguration {

		@Bean
		KeySourceFactory apiSecurityKeySourceFactory(AccessTokenProperties properties, BeanFactory beans) {
			return new KeySourceFactory(properties.getKeys(), beans);
		}

		@Bean
		DistrustedKeys apiSecurityDistrustedKeys(AccessTokenProperties properties, SharedStates states,
				ListableBeanFactory beans) {
			return new DistrustedKeys(properties.getKeys().getDistrusted(), states,
					beans.getBeanNamesForType(SigningKeysEndpoint.class, false, false).length > 0);
		}

		@Bean
		SignatureVerifier apiSecurityIssuerTokens(TokenInspector inspector, DistrustedKeys distrusted) {
			return new SignatureVerifier(inspector, distrusted::contains);
		}

		@Bean
		JwtDecoder apiSecurityJwtDecoder(TokenInspector inspector, TrustedIssuers issuers, SignatureVerifier signatures,
				ObjectProvider<OAuth2TokenValidator<Jwt>> validators) {
			return new StrictJwtDecoder(inspector, issuers, signatures, validators.orderedStream().toList());
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(Caffeine.class)
		@ConditionalOnBooleanProperty(name = "api-security.authentication.token-cache.enabled", matchIfMissing = true)
		static class CacheConfiguration {

			@Bean
			TokenCache apiSecurityTokenCache(AccessTokenProperties properties) {
				String prefix = "api-security.authentication.token-cache.";
				return new TokenCache(
						PropertyValue.positive(prefix + "maximum-size", properties.getTokenCache().getMaximumSize(),
								10000),
						PropertyValue.positive(prefix + "maximum-per-subject",
								properties.getTokenCache().getMaximumPerSubject(), 100));
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
		@ConditionalOnEnabledHealthIndicator("api-security-keys")
		@RegisterReflectionForBinding(KeySource.State.class)
		static class HealthConfiguration {

			@Bean
			@ConditionalOnMissingBean(name = "apiSecurityKeysHealthIndicator")
			HealthIndicator apiSecurityKeysHealthIndicator(TrustedIssuers issuers, AccessTokenProperties properties) {
				boolean downWhenUnavailable = properties.getKeys().isDownWhenUnavailable();
				return () -> {
					Map<String, KeySource.State> states = issuers.keyStates();
					// One issuer of several does not stop the callers of the others, and
					// whoever names one that is down in a forged token does not get this
					// node restarted.
					boolean down = downWhenUnavailable && !states.isEmpty()
							&& states.values().stream().allMatch((state) -> state.keys() == 0 && state.failing());
					return Health.status(down ? Status.DOWN : Status.UP).withDetails(states).build();
				};
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterBinder.class)
		static class MetricsConfiguration {

			@Bean
			MeterBinder apiSecurityTokenMetrics(TrustedIssuers issuers, ObjectProvider<TokenCache> cache) {
				return (registry) -> {
					cache.ifAvailable((known) -> CaffeineCacheMetrics.monitor(registry, known.tokens(),
							"apiSecurityAccessTokens"));
					issuers.all()
						.forEach((issuer) -> Gauge.builder("api.security.keys", issuer, TrustedIssuer::keyCount)
							.description("Usable keys of an issuer")
							.tag("issuer", issuer.name())
							.register(registry));
				};
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Caffeine.class)
	@ConditionalOnProperty("spring.security.oauth2.resourceserver.opaquetoken.introspection-uri")
	@ConditionalOnBooleanProperty(name = "api-security.authentication.opaque-token.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean({ OpaqueTokenIntrospector.class, SpringOpaqueTokenIntrospectorBuilderCustomizer.class })
	static class IntrospectorConfiguration {

		@Bean
		OpaqueTokenIntrospector apiSecurityOpaqueTokenIntrospector(AccessTokenProperties properties,
				OAuth2ResourceServerProperties resourceServerProperties, BeanFactory beans) {
			Keys keys = properties.getKeys();
			OpaqueTokenProperties opaque = properties.getOpaqueToken();
			Opaquetoken endpoint = resourceServerProperties.getOpaquetoken();
			URI uri = PropertyValue.uri(endpoint.getIntrospectionUri());
			String prefix = "spring.security.oauth2.resourceserver.opaquetoken.";
			PropertyValue.refuseIf(uri == null || !KeyLocations.isSecure(uri, keys.getPlainHttpHosts()),
					prefix + "introspection-uri", endpoint.getIntrospectionUri(),
					"Use an HTTPS URI, or name its host in 'api-security.authentication.keys.plain-http-hosts'.");
			PropertyValue.refuseIf(endpoint.getClientId() == null || endpoint.getClientSecret() == null,
					prefix + "client-id", endpoint.getClientId(), "Set it, and 'client-secret'.");
			return new StrictTokenIntrospector(endpoint, KeySourceFactory.client(keys, opaque.getTimeout(), beans),
					TrustedIssuersFactory.opaque(properties), limit(properties.getMaxTokenSize()),
					opaque.getCacheTimeToLive(), InstantSource.system());
		}

	}

}
