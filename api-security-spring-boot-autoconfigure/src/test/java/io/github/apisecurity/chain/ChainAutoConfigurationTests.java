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

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.ui.DefaultLoginPageGeneratingFilter;
import org.springframework.security.web.csrf.CsrfFilter;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChainAutoConfiguration} and {@link ApiSecurityHttpConfigurer}.
 */
class ChainAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ChainAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void replacesTheDefaultChainOfSpringBoot() {
		this.contextRunner.run((context) -> {
			assertThat(context).getBeans(SecurityFilterChain.class).containsOnlyKeys("apiSecurityFilterChain");
			assertThat(context.getBean(SecurityFilterChain.class).getFilters())
				.hasAtLeastOneElementOfType(AuthorizationFilter.class)
				.doesNotHaveAnyElementsOfTypes(CsrfFilter.class, DefaultLoginPageGeneratingFilter.class);
		});
	}

	@Test
	void whenUserDefinesChainBacksOff() {
		this.contextRunner.withUserConfiguration(UserChainConfiguration.class)
			.run((context) -> assertThat(context).getBeans(SecurityFilterChain.class).containsOnlyKeys("userChain"));
	}

	@Test
	void whenSpringSecurityIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityFilterChain"));
	}

	@Test
	void whenUserGivesRulesToApiChainTheyReplaceTheDefault() {
		this.contextRunner.withUserConfiguration(UserRulesConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class UserChainConfiguration {

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRulesConfiguration {

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			return http.with(apiSecurity())
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("ADMIN"))
				.build();
		}

	}

}
