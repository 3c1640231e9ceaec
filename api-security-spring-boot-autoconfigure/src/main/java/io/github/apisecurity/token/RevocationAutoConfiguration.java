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

package io.github.apisecurity.token;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import io.github.apisecurity.token.RevocationProperties.OnStale;
import io.github.apisecurity.token.RevokedCredentials.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.core.Authentication;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the revocation of access tokens
 * and API keys.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SharedAutoConfiguration.class)
@ConditionalOnClass(Authentication.class)
@ConditionalOnBooleanProperty("api-security.token.revocation.enabled")
@EnableConfigurationProperties(RevocationProperties.class)
@Import(RevocationsEndpoint.class)
public final class RevocationAutoConfiguration {

	private static final String PREFIX = "api-security.token.revocation.";

	@Bean
	RevokedCredentials apiSecurityRevokedCredentials(RevocationProperties properties, SharedStates states,
			SecurityEventPublisher events, Environment environment) {
		Duration retention = properties.getRetention();
		PropertyValue.refuseIf(retention.compareTo(longestLifetime(environment)) < 0 || retention.toDays() > 3650,
				PREFIX + "retention", retention, "Use at least the longest 'max-token-lifetime' of"
						+ " 'api-security.authentication', and ten years at most.");
		PropertyValue.refuseIf(properties.getMaxEntries() < 100 || properties.getMaxEntries() > 20_000_000,
				PREFIX + "max-entries", properties.getMaxEntries(), "Use a number between 100 and 20000000.");
		return new RevokedCredentials(states,
				new Settings(
						PropertyValue.positive(PREFIX + "max-staleness", properties.getMaxStaleness(), "5m").toNanos(),
						properties.getOnStale() == OnStale.ALLOW, retention, properties.getMaxEntries()),
				events, InstantSource.system());
	}

	@Bean
	PostureContributor apiSecurityRevocationPosture(RevokedCredentials revoked) {
		return () -> new FeaturePosture("token", Map.of("revocation", revoked.state()));
	}

	// That of any issuer; what they are is not known here.
	private static Duration longestLifetime(Environment environment) {
		return Binder.get(environment)
			.bind("api-security.authentication", Bindable.mapOf(String.class, String.class))
			.orElse(Map.of())
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().replace("-", "").toLowerCase(Locale.ROOT).endsWith("maxtokenlifetime"))
			.map((entry) -> DurationStyle.detectAndParse(entry.getValue()))
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecurityRevocationMetrics(RevokedCredentials revoked) {
			return (registry) -> Gauge
				.builder("api.security.revocation.entries", revoked, (current) -> current.state().entries())
				.description("Entries of the list of revoked tokens")
				.register(registry);
		}

	}

}
