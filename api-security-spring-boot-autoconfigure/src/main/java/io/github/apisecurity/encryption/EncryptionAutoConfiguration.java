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

package io.github.apisecurity.encryption;

import java.util.Map;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for encrypted values.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = AuditAutoConfiguration.class)
@Conditional(EncryptionAutoConfiguration.OnKeys.class)
@EnableConfigurationProperties(EncryptionProperties.class)
public final class EncryptionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(KeyProvider.class)
	ConfiguredKeys apiSecurityKeyProvider(EncryptionProperties properties, ObjectProvider<SslBundles> bundles) {
		return new ConfiguredKeys(new KeySources(properties.getActiveKey(), properties.getKeys(),
				properties.getKeyLocations(), bundles.getIfAvailable()), properties.getIndexKey(), System::nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean(FieldCipher.class)
	AesGcmFieldCipher apiSecurityFieldCipher(KeyProvider keys, ObjectProvider<EncryptionTenantResolver> tenants,
			ObjectProvider<SubjectKeyStore> subjectKeys, EncryptionProperties properties,
			SecurityEventPublisher publisher) {
		return new AesGcmFieldCipher(keys, tenants.getIfAvailable(() -> () -> null), subjectKeys.getIfAvailable(),
				properties.isAcceptPlaintext(), publisher);
	}

	@Bean
	PostureContributor apiSecurityEncryptionPosture(EncryptionProperties properties, KeyProvider keys) {
		return () -> new FeaturePosture("encryption",
				Map.of("active-key", keys.keys().active(), "keys",
						keys.keys().keys().keySet().stream().sorted().toList(), "accept-plaintext",
						properties.isAcceptPlaintext()));
	}

	static class OnKeys extends AnyNestedCondition {

		OnKeys() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		// Without an active key the others would have no effect, in silence.
		@ConditionalOnWritten("api-security.encryption")
		static class Configured {

		}

		@ConditionalOnBean(KeyProvider.class)
		static class Provided {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	@ConditionalOnBean(ConfiguredKeys.class)
	static class HealthConfiguration {

		/**
		 * Keys that are not taken over leave those of before: a detail and no reason to
		 * take the node out.
		 * @param keys the keys
		 * @return the health
		 */
		@Bean
		HealthIndicator apiSecurityEncryptionHealthIndicator(ConfiguredKeys keys) {
			return () -> Health.up()
				.withDetail("activeKey", keys.keys().active())
				.withDetail("problems", keys.problems())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecurityEncryptionMetrics(ObjectProvider<AesGcmFieldCipher> cipher,
				ObjectProvider<ConfiguredKeys> keys) {
			return (registry) -> {
				cipher.ifAvailable((known) -> FunctionCounter
					.builder("api.security.encryption.plaintext", known, AesGcmFieldCipher::plaintextReads)
					.description("Values that were read and are not encrypted")
					.register(registry));
				keys.ifAvailable((known) -> Gauge
					.builder("api.security.encryption.keys.problems", known, (current) -> current.problems().size())
					.description("Keys that could not be taken over when they were last read")
					.register(registry));
			};
		}

	}

}
