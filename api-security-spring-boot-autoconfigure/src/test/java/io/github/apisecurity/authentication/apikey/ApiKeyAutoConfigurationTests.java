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

package io.github.apisecurity.authentication.apikey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApiKeyAutoConfiguration}.
 */
class ApiKeyAutoConfigurationTests {

	private static final String PREFIX = "api-security.authentication.api-keys.";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, ApiKeyAutoConfiguration.class,
				SharedAutoConfiguration.class, NetworkAutoConfiguration.class, ProblemAutoConfiguration.class))
		.withPropertyValues(PREFIX + "enabled=true",
				PREFIX + "peppers.v1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

	@Test
	void whenEnabledKeysAreThoseOfTheConfiguration() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ApiKeyRepository.class)
			.hasSingleBean(ApiKeyService.class)
			.doesNotHaveBean(ApiKeyEndpoint.class));
	}

	@Test
	void whenNotEnabledBacksOff() {
		this.contextRunner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ApiKeyService.class));
		this.contextRunner.withPropertyValues("api-security.authentication.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ApiKeyService.class));
	}

	@Test
	void whenEndpointIsExposedThereIsOne() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=apikeys")
			.run((context) -> assertThat(context).hasSingleBean(ApiKeyEndpoint.class));
	}

	@Test
	void whenKeysAreConfiguredEndpointRefusesToChangeThem() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=apikeys")
			.run((context) -> assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> context.getBean(ApiKeyEndpoint.class).create("ada", null, null, null, null))
				.withMessageContaining("where they are configured"));
	}

	@Test
	void whenApplicationHasRepositoryItWins() {
		this.contextRunner.withBean("ownRepository", ApiKeyRepository.class, () -> (id) -> null)
			.run((context) -> assertThat(context).hasSingleBean(ApiKeyRepository.class).hasBean("ownRepository"));
	}

	@Test
	void whenKeysAreChangedWhoAndWhatAreRecorded() {
		List<String> events = new ArrayList<>();
		Map<String, ApiKey> keys = new HashMap<>();
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("root", "", "ROLE_ADMIN"));
		this.contextRunner.withBean("ownRepository", ApiKeyRepository.class, () -> new ApiKeyRepository() {
			@Override
			public @Nullable ApiKey findById(String id) {
				return keys.get(id);
			}

			@Override
			public void save(ApiKey key) {
				keys.put(key.id(), key);
			}
		})
			.withBean(SecurityEventSink.class,
					() -> (event) -> events.add(event.type().id() + " " + event.reason() + " "
							+ new TreeMap<>(event.details()) + " by " + event.principal()))
			.run((context) -> {
				ApiKeyService service = context.getBean(ApiKeyService.class);
				String first = service.create("partner", Set.of("ROLE_PARTNER"), null, Set.of(), null).id();
				String second = Objects.requireNonNull(service.rotate(first, Duration.ofDays(1))).id();
				service.revoke(second);
				assertThat(events).containsExactly(
						"authn_admin api_key_created {api_key=" + first
								+ ", authorities=[ROLE_PARTNER], expires_at=never, networks=[], owner=partner} by root",
						"authn_admin api_key_rotated {api_key=" + first + ", successor=" + second + "} by root",
						"authn_admin api_key_revoked {api_key=" + second + "} by root");
			});
		SecurityContextHolder.clearContext();
	}

	@Test
	void whenCacheLibraryIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Cache.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ApiKeyService.class));
	}

	@ParameterizedTest
	@CsvSource({ "prefix=A_B, prefix", "environment=, environment", "peppers.v1=c2hvcnQ=, peppers.v1",
			"current-pepper=v2, current-pepper", "store=redis, store", "store=jdbc, store",
			"keys.x.owner=ada, keys.x.hash", "keys.x.networks=300.0.0.1, keys.x.networks" })
	void whenPropertyIsBadFailsWithTheKey(String property, String key) {
		this.contextRunner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(PREFIX + key)
				.hasMessageNotContaining("c2hvcnQ"));
	}

}
