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

package io.github.apisecurity.config;

import java.util.Map;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecretValues}.
 */
class SecretValuesTests {

	private static final String KEY = "BHjB1kmNRs5cCuICaVjKsrtNvCfZ6BjRuMkxHtJ8XLI=";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class, AuditAutoConfiguration.class,
				EncryptionAutoConfiguration.class, EnvironmentEndpointAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=*", "management.endpoint.env.show-values=always",
				"management.endpoint.configprops.show-values=always")
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("of the container",
					Map.of("DATA_KEY_1", KEY, "JAVA_TOOL_OPTIONS", "-Dx=1 -DDATA_KEY_1=" + KEY, "REGION", "eu-1"))));

	@Test
	void whenValuesAreShownSecretsAreNot() {
		this.runner
			.withPropertyValues("api-security.encryption.active-key=k1",
					"api-security.encryption.keys.k1=${DATA_KEY_1}",
					"api-security.masking.hash.key=6BjRuMkxHtJ8XLIBHjB1kmNRs5cCuICaVjKsrtNvCfZ=",
					"api-security.network.crowdsec.api-key=short")
			.run((context) -> {
				EnvironmentEndpoint environment = context.getBean(EnvironmentEndpoint.class);
				environment.environment(null)
					.getPropertySources()
					.forEach((source) -> source.getProperties()
						.forEach((name, value) -> assertThat(String.valueOf(value.getValue())).as(name)
							.doesNotContain(KEY, "6BjRuMkx", "short")));
				assertThat(environment.environmentEntry("api-security.encryption.keys.k1").getProperty())
					.satisfies((property) -> assertThat(property.getValue()).isEqualTo("******"));
				assertThat(environment.environmentEntry("DATA_KEY_1").getProperty())
					.satisfies((property) -> assertThat(property.getValue()).isEqualTo("******"));
				assertThat(environment.environmentEntry("REGION").getProperty())
					.satisfies((property) -> assertThat(property.getValue()).isEqualTo("eu-1"));
				assertThat(environment.environmentEntry("api-security.encryption.active-key").getProperty())
					.satisfies((property) -> assertThat(property.getValue()).isEqualTo("k1"));
				context.getBean(ConfigurationPropertiesReportEndpoint.class)
					.configurationProperties()
					.getContexts()
					.values()
					.forEach((shownContext) -> shownContext.getBeans()
						.values()
						.forEach((bean) -> assertThat(bean.getProperties() + " " + bean.getInputs())
							.doesNotContain(KEY)));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.encryption.keys.k1", "API_SECURITY_ENCRYPTION_KEYS_K1",
			"apiSecurity.encryption.keys[k1]", "api-security.token.receivers.signals.bearer-secret[0]",
			"api-security.authentication.api-keys.keys.[a.b].hash", "api-security.detection.alert.webhook",
			"api_security.audit.sinks.webhook.secret" })
	void whenNameIsOfASecretIsKnown(String name) {
		assertThat(SecretValues.isSecret(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.encryption.active-key", "api-security.encryption.key-locations",
			"api-security.authentication.api-keys.keys.a.owner", "my.api-security.encryption.keys.k1" })
	void whenNameIsOfNoSecretIsShown(String name) {
		assertThat(SecretValues.isSecret(name)).isFalse();
	}

	// One may have a credential in it, such as that of a channel to write to.
	@Test
	void everyAddressIsASecretOrNone() {
		assertThat(new ConfigurationMetadata().properties()
			.keySet()
			.stream()
			.filter((name) -> name.matches(".*(ur[il]s?|webhook)"))
			.filter((name) -> !SecretValues.isSecret(name.replace("*", "x")))).containsExactlyInAnyOrder(
					"api-security.authentication.dpop-base-uri", "api-security.authentication.issuers[].issuer-uri",
					"api-security.authentication.issuers[].jwk-set-uri", "api-security.network.crowdsec.url",
					"api-security.problem.type-base-uri");
	}

	// Whoever adds a property that is named so decides what it is.
	@Test
	void everyPropertyThatIsNamedLikeASecretIsOne() {
		assertThat(new ConfigurationMetadata().properties()
			.entrySet()
			.stream()
			.filter((property) -> property.getValue().path("type").asString("").matches(".*java.lang.String>?"))
			.map(Map.Entry::getKey)
			.filter((name) -> name.matches(".*(secret|key|keys|pepper|peppers|hash|password|token|credential)s?"))
			.filter((name) -> !SecretValues.isSecret(name.replace("*", "x") + (name.endsWith("s") ? ".x" : ""))))
			.containsExactlyInAnyOrder("api-security.authentication.api-keys.current-pepper",
					"api-security.encryption.active-key", "api-security.encryption.index-key",
					"api-security.rate-limit.policies.*.key");
	}

}
