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

package io.github.apisecurity.chain;

import io.github.apisecurity.config.TestSlice;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.Assert;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the filter chain of an API.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class },
		beforeName = {
				"org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
				"org.springframework.boot.security.oauth2.client.autoconfigure.servlet.OAuth2ClientWebSecurityAutoConfiguration",
				"org.springframework.boot.security.saml2.autoconfigure.Saml2RelyingPartyAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
public final class ChainAutoConfiguration {

	@Bean
	ChainCheck apiSecurityChainCheck(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new ChainCheck(beanFactory, environment);
	}

	@Bean
	LoginCheck apiSecurityLoginCheck(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new LoginCheck(beanFactory, environment);
	}

	/**
	 * Observing each filter, authentication and authorization costs more than all checks
	 * together. A fallback, since Spring Security observes everything when it finds two
	 * settings.
	 * @return the settings
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "management.observations.enable.spring.security", havingValue = false,
			matchIfMissing = true)
	SecurityObservationSettings apiSecurityObservationSettings() {
		return SecurityObservationSettings.noObservations();
	}

	/**
	 * The last chain, unless one of the application matches every request: whether it
	 * does is known only when it is there. Always defined, so that Spring Boot adds no
	 * chains, and last, so that a chain for some paths does not open the others.
	 * @param beanFactory the bean factory
	 * @param http the chain to build
	 * @param environment the environment
	 * @return the chain, or {@code null} when the application has one for every request
	 */
	@Bean
	@Fallback
	@Order(Ordered.LOWEST_PRECEDENCE)
	@Nullable SecurityFilterChain apiSecurityFilterChain(ListableBeanFactory beanFactory, ObjectProvider<HttpSecurity> http,
			Environment environment) {
		HttpSecurity security = http.getIfAvailable();
		if (security == null && TestSlice.isActive(environment)) {
			// As Spring Boot does it: filter chains come with its test support for Spring
			// Security.
			return null;
		}
		Assert.state(security != null, "There is no HttpSecurity to protect the API with. Do not exclude Spring Boot's "
				+ "ServletWebSecurityAutoConfiguration, or add @EnableWebSecurity.");
		return ChainCheck.isEveryRequestMatched(beanFactory, "apiSecurityFilterChain") ? null
				: security.with(apiSecurity()).build();
	}

}
