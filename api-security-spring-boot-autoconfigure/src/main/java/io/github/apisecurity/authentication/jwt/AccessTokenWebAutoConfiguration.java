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

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;

import com.nimbusds.jose.JWSVerifier;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.authentication.jwt.AccessTokenProperties.DpopMode;
import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.guard.ReservedAuthorities;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;

import static org.springframework.security.config.Customizer.withDefaults;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for access tokens in filter chains.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class,
		after = { JwtAutoConfiguration.class, RedisAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, BearerTokenAuthenticationToken.class, JwtDecoder.class, JWSVerifier.class })
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
public final class AccessTokenWebAutoConfiguration {

	/**
	 * Adds the check of access tokens when there is a decoder for JWTs or, failing that,
	 * an introspector for opaque ones. Without either every request is answered with the
	 * challenge.
	 * @param decoder the decoder
	 * @param introspector the introspector
	 * @param properties the properties
	 * @param executor remembers which proofs were used
	 * @return the customizer
	 */
	@Bean
	@Order(0)
	ApiSecurityChainCustomizer apiSecurityAccessTokenChainCustomizer(ObjectProvider<JwtDecoder> decoder,
			ObjectProvider<OpaqueTokenIntrospector> introspector, AccessTokenProperties properties,
			ObjectProvider<RedisScriptExecutor> executor) {
		AuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
		ResourceMetadata metadata = ResourceMetadata.of(properties);
		// Also where no filter for access tokens stands before it.
		AuthenticationEntryPoint neutral = (metadata != null)
				? (request, response, failure) -> challenge.commence(request, metadata.neutral(response), failure)
				: challenge;
		Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>> proofs = proofs(properties, executor);
		return (http) -> {
			http.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(neutral));
			if (decoder.getIfUnique() != null) {
				http.oauth2ResourceServer((resourceServer) -> proofs.customize(resourceServer.jwt(withDefaults())));
			}
			else if (introspector.getIfAvailable() != null) {
				http.oauth2ResourceServer((resourceServer) -> resourceServer.opaqueToken(withDefaults()));
			}
		};
	}

	private static Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>> proofs(AccessTokenProperties properties,
			ObjectProvider<RedisScriptExecutor> executor) {
		if (properties.getDpop() == DpopMode.OFF) {
			return withDefaults();
		}
		Duration window = properties.getDpopProofWindow();
		PropertyValue.refuseIf(window.toSeconds() < 1 || window.compareTo(Duration.ofMinutes(10)) > 0,
				"api-security.authentication.dpop-proof-window", window, "Use a duration from '1s' to '10m'.");
		return new DpopCustomizer(new ProofTargets(properties.getDpopBaseUri()), window,
				new SharedReplayCache(executor.getIfAvailable()));
	}

	@Bean
	Customizer<HttpSecurity> apiSecurityAccessTokenHttpSecurityCustomizer(AccessTokenProperties properties,
			TokenInspector inspector, ObjectProvider<JwtDecoder> decoder, ProblemWriter problemWriter,
			ObjectProvider<AuthenticationEventPublisher> authenticationEvents, SecurityEventPublisher events,
			ApplicationEventPublisher applicationEvents, ObjectProvider<CredentialCheck> checks) {
		ReservedAuthorities reservedAuthorities = new ReservedAuthorities(properties.getReservedAuthorities());
		ResourceMetadata metadata = ResourceMetadata.of(properties);
		ProofNonces nonces = nonces(properties);
		TokenInspector any = inspector.of(TrustedIssuersFactory.any(properties));
		BiFunction<AuthenticationManager, List<AuthenticationProvider>, AuthenticationManager> hardening = (manager,
				providers) -> new AccessTokenAuthenticationManager(manager,
						new TokenInspectors(inspector, any, decoder.getIfUnique()).of(providers), reservedAuthorities,
						checks.orderedStream().toList(), authenticationEvents
							.getIfAvailable(() -> new DefaultAuthenticationEventPublisher(applicationEvents)),
						events);
		return (http) -> http.with(new AccessTokenChainConfigurer(
				new AccessTokenRequestFilter(problemWriter, events, metadata, nonces, new AnonymousAccess(http)),
				hardening), withDefaults());
	}

	private static @Nullable ProofNonces nonces(AccessTokenProperties properties) {
		String secret = properties.getDpopNonceSecret();
		String name = "api-security.authentication.dpop-nonce-secret";
		PropertyValue.refuseIf(secret != null && secret.length() < 32, name, null,
				"Use 32 characters or more, such as those of 'openssl rand -base64 32'.");
		PropertyValue.refuseIf(secret != null && properties.getDpop() == DpopMode.OFF, name, null,
				"Set 'api-security.authentication.dpop' as well: without proofs there are no nonces.");
		return (secret != null) ? new ProofNonces(secret, InstantSource.system()) : null;
	}

}
