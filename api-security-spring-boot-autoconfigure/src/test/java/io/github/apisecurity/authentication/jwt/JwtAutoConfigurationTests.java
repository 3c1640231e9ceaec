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

import java.util.Arrays;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSVerifier;
import io.github.apisecurity.authentication.jwt.JwtAutoConfiguration.DecoderConfiguration.HealthConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JwtAutoConfiguration}.
 */
class JwtAutoConfigurationTests {

	private static final String ISSUER = "api-security.authentication.issuers[0].";

	private static final String BOOT = "spring.security.oauth2.resourceserver.jwt.";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtAutoConfiguration.class, SharedAutoConfiguration.class,
				OAuth2ResourceServerAutoConfiguration.class));

	@Test
	void whenNothingIsConfiguredThereIsNoDecoder() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(TokenInspector.class)
			.doesNotHaveBean(JwtDecoder.class)
			.doesNotHaveBean("apiSecurityKeysHealthIndicator"));
	}

	@Test
	void whenSingleIssuerIsConfiguredDecoderIsStrictAndNothingIsFetched() {
		this.contextRunner
			.withPropertyValues(BOOT + "issuer-uri=https://id.example.invalid", BOOT + "audiences=shop-api")
			.run((context) -> {
				assertThat(context).getBean(JwtDecoder.class).isInstanceOf(StrictJwtDecoder.class);
				assertThat(context).hasBean("apiSecurityKeysHealthIndicator");
			});
	}

	@Test
	void whenIssuersAreConfiguredDecoderAndConverterAreOurs() {
		this.contextRunner
			.withPropertyValues(ISSUER + "issuer-uri=https://id.example.invalid", ISSUER + "audiences=shop-api")
			.run((context) -> assertThat(context).hasBean("apiSecurityJwtAuthenticationConverter")
				.getBean(JwtDecoder.class)
				.isInstanceOf(StrictJwtDecoder.class));
	}

	@Test
	void detailsOfTheHealthOfKeysAreWrittenInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, HealthConfiguration.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(KeySource.State.class, "fetched"))
			.accepts(hints);
	}

	@Test
	void whenAudienceCheckIsOffStarts() {
		this.contextRunner
			.withPropertyValues(ISSUER + "issuer-uri=https://id.example.invalid", ISSUER + "audience-check=false",
					"api-security.authentication.dpop=false")
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner
			.withPropertyValues(BOOT + "jwk-set-uri=https://id.example.invalid/keys",
					"api-security.authentication.audience-check=off", "api-security.authentication.issuer-check=off")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenApplicationHasDecoderAndConverterTheyWin() {
		this.contextRunner.withUserConfiguration(OwnBeans.class)
			.withPropertyValues(ISSUER + "issuer-uri=https://id.example.invalid", ISSUER + "audiences=shop-api")
			.run((context) -> {
				assertThat(context).getBean(JwtDecoder.class).isNotInstanceOf(StrictJwtDecoder.class);
				assertThat(context).hasSingleBean(JwtAuthenticationConverter.class)
					.doesNotHaveBean("apiSecurityJwtAuthenticationConverter");
			});
	}

	@Test
	void whenDisabledDecoderIsThatOfSpringBoot() {
		this.contextRunner
			.withPropertyValues("api-security.authentication.enabled=false",
					BOOT + "issuer-uri=https://id.example.invalid")
			.run((context) -> assertThat(context).hasBean("jwtDecoderByIssuerUri")
				.doesNotHaveBean(TokenInspector.class));
	}

	@Test
	void whenNimbusIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(JWSVerifier.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenInspector.class));
	}

	@Test
	void whenHealthIsMissingStarts() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.withPropertyValues(BOOT + "issuer-uri=https://id.example.invalid", BOOT + "audiences=shop-api")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("apiSecurityKeysHealthIndicator"));
	}

	@Test
	void whenTokenCacheIsSwitchedOffThereIsNone() {
		WebApplicationContextRunner runner = this.contextRunner
			.withPropertyValues(BOOT + "issuer-uri=https://id.example.invalid", BOOT + "audiences=shop-api");
		runner.run((context) -> assertThat(context).hasSingleBean(TokenCache.class));
		runner.withPropertyValues("api-security.authentication.token-cache.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TokenCache.class));
		runner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("apiSecurityTokenCache"));
		runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
			.run((context) -> assertThat(context).hasSingleBean(TokenCache.class));
	}

	@Test
	void whenThereAreMetricsSizeAndHitsOfTheTokenCacheAreAmongThem() {
		this.contextRunner
			.withPropertyValues(BOOT + "issuer-uri=https://id.example.invalid", BOOT + "audiences=shop-api")
			.run((context) -> {
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBeansOfType(MeterBinder.class).values().forEach((binder) -> binder.bindTo(registry));
				assertThat(
						registry.get("api.security.keys").tag("issuer", "https://id.example.invalid").gauge().value())
					.isZero();
				context.getBean(TokenCache.class).find("token");
				assertThat(registry.get("cache.gets")
					.tags("cache", "apiSecurityAccessTokens", "result", "miss")
					.functionCounter()
					.count()).isOne();
				assertThat(registry.get("cache.size").tag("cache", "apiSecurityAccessTokens").gauge().value()).isZero();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			audiences=                                                     | issuers[0].audiences
			issuer-uri=http://id.example.com                               | issuers[0].issuer-uri
			issuer-uri=id                                                  | issuers[0].issuer-uri
			issuer-uri=                                                    | issuers[0].issuer-uri
			issuer-uri=https://id.example.com/{tenant}                     | issuers[0].tenants
			principal-claim=                                               | issuers[0].principal-claim
			jwk-set-uri=http://id.example.com/keys                         | issuers[0].jwk-set-uri
			algorithms=HS256                                               | issuers[0].algorithms
			algorithms=none                                                | issuers[0].algorithms
			authorities[0].prefix=ROLE_                                    | authorities[].claim
			""")
	void whenIssuerIsBadFailsWithTheKey(String property, String key) {
		this.contextRunner
			.withPropertyValues(ISSUER + "issuer-uri=https://id.example.invalid", ISSUER + "audiences=shop-api")
			.withPropertyValues(ISSUER + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(key));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			audiences=shop-api   | jwt.issuer-uri | jwk-set-uri=https://id.example.invalid/keys
			issuer-uri=https://a | jwt.audiences  | audiences=
			audiences=shop-api   | jwt.issuer-uri | issuer-uri=http://id.example.com
			audiences=shop-api   | jws-algorithms | issuer-uri=https://id.example.invalid,jws-algorithms=HS256
			""")
	void whenSingleIssuerIsBadFailsWithTheKey(String first, String key, String others) {
		this.contextRunner.withPropertyValues(BOOT + first)
			.withPropertyValues(Arrays.stream(others.split(",")).map(BOOT::concat).toArray(String[]::new))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(key));
	}

	@ParameterizedTest
	@CsvSource({ "max-token-size, 1MB", "keys.timeout, 0s", "keys.unknown-key-interval, -1s",
			"token-cache.maximum-size, 0", "token-cache.maximum-per-subject, -1" })
	void whenLimitIsBadFailsWithTheKey(String property, String value) {
		this.contextRunner
			.withPropertyValues(BOOT + "issuer-uri=https://id.example.invalid", BOOT + "audiences=shop-api",
					"api-security.authentication." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(property));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		@Bean
		JwtDecoder ownDecoder() {
			return (token) -> {
				throw new BadJwtException("own");
			};
		}

		@Bean
		JwtAuthenticationConverter ownConverter() {
			return new JwtAuthenticationConverter();
		}

	}

}
