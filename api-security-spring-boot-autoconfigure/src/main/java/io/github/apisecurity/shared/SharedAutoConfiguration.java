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

package io.github.apisecurity.shared;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedProperties.StoreType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for state that all nodes share.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RedisAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@EnableConfigurationProperties(SharedProperties.class)
public final class SharedAutoConfiguration {

	private static final Log log = LogFactory.getLog(SharedAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	SharedStore apiSecuritySharedStore(SharedProperties properties, ObjectProvider<RedisScriptExecutor> executors,
			ObjectProvider<DataSource> dataSources, Environment environment) {
		StoreType type = properties.getStore();
		RedisScriptExecutor executor = executors.getIfAvailable();
		DataSource dataSource = (type == StoreType.JDBC) ? dataSources.getIfUnique() : null;
		if (type == StoreType.MEMORY || (type == StoreType.AUTO && executor == null)) {
			return new MemorySharedStore();
		}
		if (dataSource != null) {
			return JdbcSharedStore.of(dataSource, application(properties, environment));
		}
		PropertyValue.refuseIf(type == StoreType.JDBC || executor == null, "api-security.shared.store", type,
				"This store needs a connection: configure " + ((type == StoreType.JDBC) ? "'spring.datasource'."
						: "'spring.data.redis', with Lettuce as its client."));
		return new RedisSharedStore(executor);
	}

	private static String application(SharedProperties properties, Environment environment) {
		String application = (properties.getApplication() != null) ? properties.getApplication()
				: environment.getProperty("spring.application.name", "");
		if (application.isBlank()) {
			log.warn("Applications without 'spring.application.name' share their state in a database."
					+ " Set it, or 'api-security.shared.application'.");
		}
		return application;
	}

	@Bean
	SharedStates apiSecuritySharedStates(SharedStore store, SharedProperties properties) {
		Duration interval = PropertyValue.positive("api-security.shared.refresh-interval",
				properties.getRefreshInterval(), "500ms");
		Duration staleness = PropertyValue.positive("api-security.shared.max-staleness", properties.getMaxStaleness(),
				"5m");
		PropertyValue.refuseIf(interval.compareTo(staleness) >= 0, "api-security.shared.refresh-interval", interval,
				"Between two looks each copy would be too old. Use less than 'max-staleness', which is " + staleness
						+ ".");
		return new SharedStates(store, interval, staleness, System::nanoTime);
	}

	@Bean
	PostureContributor apiSecuritySharedPosture(SharedStore store, SharedStates states) {
		return () -> new FeaturePosture("shared",
				Map.of("store", store.getClass().getSimpleName(), "age", states.age().toString(), "findings",
						(states.isStale())
								? List.of("The store does not answer: what other nodes have changed is not known here")
								: List.of()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthIndicator.class)
	static class HealthConfiguration {

		/**
		 * A node whose copy is old does its work: a detail and no reason to restart it.
		 * @param states the copies
		 * @return the health
		 */
		@Bean
		HealthIndicator apiSecuritySharedStateHealthIndicator(SharedStates states) {
			return () -> Health.up().withDetail("fresh", states.isFresh()).withDetail("age", states.age()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecuritySharedStateMetrics(SharedStates states) {
			return (registry) -> Gauge
				.builder("api.security.shared.age", states, (current) -> current.age().toMillis() / 1000.0)
				.description("Time since the shared state was last read")
				.baseUnit("seconds")
				.register(registry);
		}

	}

}
