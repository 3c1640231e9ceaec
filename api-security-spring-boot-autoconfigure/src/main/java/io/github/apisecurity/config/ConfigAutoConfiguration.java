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

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that lets nothing be ignored: keys
 * of the configuration that no property knows, and fields of actuator operations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = "org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration")
@EnableConfigurationProperties(ConfigProperties.class)
@Import(ApplicationCacheConfiguration.class)
@ImportRuntimeHints(ConfigAutoConfiguration.Hints.class)
public final class ConfigAutoConfiguration {

	private ConfigAutoConfiguration() {
	}

	@Bean
	static ConfigurationCheck apiSecurityConfigurationCheck(ConfigurableEnvironment environment,
			ApplicationContext context) {
		return new ConfigurationCheck(environment, context instanceof ReactiveWebApplicationContext);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OperationInvokerAdvisor.class)
	static class ActuatorConfiguration {

		@Bean
		StrictOperations apiSecurityStrictOperations(ListableBeanFactory beanFactory) {
			return new StrictOperations(beanFactory);
		}

		@Bean
		SanitizingFunction apiSecuritySanitizingFunction(Environment environment) {
			return new SecretValues(environment);
		}

	}

	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources()
				.registerPattern(KnownKeys.METADATA)
				.registerPattern("io/github/apisecurity/**/*.properties")
				.registerPattern("META-INF/spring/configuration-metadata/*.json");
		}

	}

}
