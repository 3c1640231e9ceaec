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

import java.util.Set;
import java.util.TreeSet;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.test.context.TestSecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.ui.DefaultLoginPageGeneratingFilter;
import org.springframework.security.web.csrf.CsrfFilter;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChainAutoConfiguration} and {@link ApiSecurityHttpConfigurer}.
 */
@ExtendWith(OutputCaptureExtension.class)
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
	void whenNobodyCanUseThePasswordThatIsSetSaysSo(CapturedOutput output) {
		WebApplicationContextRunner users = this.contextRunner
			.withConfiguration(AutoConfigurations.of(UserDetailsServiceAutoConfiguration.class));
		users.run((context) -> assertThat(output).doesNotContain("lets nobody in"));
		WebApplicationContextRunner set = users.withPropertyValues("spring.security.user.password=secret");
		set.withUserConfiguration(UserChainConfiguration.class)
			.run((context) -> assertThat(output).doesNotContain("lets nobody in"));
		set.run((context) -> assertThat(output).contains("'inMemoryUserDetailsManager' lets nobody in", "'httpBasic'"));
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
		this.contextRunner.withUserConfiguration(UserRulesConfiguration.class).run((context) -> {
			TestSecurityContextHolder.setAuthentication(new TestingAuthenticationToken("ada", null, "ROLE_VIEWER"));
			try {
				AuthorizationFilter filter = (AuthorizationFilter) context.getBean(SecurityFilterChain.class)
					.getFilters()
					.stream()
					.filter(AuthorizationFilter.class::isInstance)
					.findFirst()
					.orElseThrow();
				assertThatExceptionOfType(AuthorizationDeniedException.class)
					.isThrownBy(() -> filter.doFilter(new MockHttpServletRequest("GET", "/"),
							new MockHttpServletResponse(), new MockFilterChain()));
			}
			finally {
				TestSecurityContextHolder.clearContext();
			}
		});
	}

	// A chain for some paths must not open the others.
	@Test
	void whenUserDefinesChainForSomePathsOursStaysLast() {
		this.contextRunner.withUserConfiguration(SomePathsConfiguration.class).run((context) -> {
			assertThat(context.getBeanProvider(SecurityFilterChain.class).orderedStream()).containsExactly(
					context.getBean("somePathsChain", SecurityFilterChain.class),
					context.getBean("apiSecurityFilterChain", SecurityFilterChain.class));
			assertThat(status(context, "/swagger-ui/index.html")).isEqualTo(200);
			assertThat(status(context, "/customers")).isEqualTo(401);
		});
	}

	@ParameterizedTest
	@ValueSource(
			classes = { EveryPathConfiguration.class, AnyRequestConfiguration.class, RestOfPathConfiguration.class })
	void whenMatcherOfUserChainIsForEveryRequestBacksOff(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getBeans(SecurityFilterChain.class)
				.containsOnlyKeys("everyPathChain"));
	}

	@Test
	void whenChainOfTheApplicationCanNeverBeReachedStops() {
		this.contextRunner.withUserConfiguration(UserChainConfiguration.class, SecondChainConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("userChain")
				.hasMessageContaining("secondChain")
				.hasMessageContaining("securityMatcher")
				.satisfies((failure) -> assertThat(new UnreachableChainFailureAnalyzer().analyze(failure)).satisfies(
						(analysis) -> assertThat(analysis.getDescription()).contains("'userChain'", "'secondChain'")
							.doesNotContain("filters"),
						(analysis) -> assertThat(analysis.getAction()).contains("securityMatcher", "@Order"))));
	}

	@ParameterizedTest
	@ValueSource(
			classes = { EveryPathConfiguration.class, RestOfPathConfiguration.class, BroadPathConfiguration.class })
	void whenPatternOfAnEarlierChainTakesAllRequestsOfAnotherStops(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration, NarrowPathConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(new UnreachableChainFailureAnalyzer().analyze(failure))
					.satisfies((analysis) -> assertThat(analysis.getDescription()).contains("'narrowChain'"))));
	}

	@Test
	void whenChainsAreForOtherPathsStarts() {
		this.contextRunner.withUserConfiguration(SomePathsConfiguration.class, NarrowPathConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenChainAsksForNoAuthorizationWarns(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OpenConfiguration.class)
			.run((context) -> assertThat(output).contains("'openChain'", "ApiSecurityHttpConfigurer.apiSecurity()",
					"authorizeHttpRequests"));
	}

	@ParameterizedTest
	@CsvSource({ "apiSecurityJwtDecoder, access tokens", "apiSecurityOpaqueTokenIntrospector, access tokens",
			"apiSecurityApiKeyChainCustomizer, API keys",
			"apiSecurityClientCertificateChainCustomizer, client certificates" })
	void whenNoChainReadsACredentialWarns(String configured, String credential, CapturedOutput output) {
		this.contextRunner.withBean(configured, Object.class, Object::new)
			.withUserConfiguration(UserChainConfiguration.class)
			.run((context) -> assertThat(output).contains("No filter chain reads " + credential,
					"http.with(ApiSecurityHttpConfigurer.apiSecurity())"));
	}

	@Test
	void whenChainsAskForAuthorizationDoesNotWarn(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SomePathsConfiguration.class)
			.run((context) -> assertThat(output).doesNotContain("authorizeHttpRequests"));
	}

	private static int status(ApplicationContext context, String path) throws Exception {
		MockHttpServletResponse response = new MockHttpServletResponse();
		context.getBean("springSecurityFilterChain", Filter.class)
			.doFilter(new MockHttpServletRequest("GET", path), response, new MockFilterChain());
		return response.getStatus();
	}

	@Test
	void whenFeatureIsSwitchedOffThatOthersRelyOnWarns(CapturedOutput output) {
		this.contextRunner.withPropertyValues("api-security.authorization.enabled=false")
			.run((context) -> assertThat(output).contains("'api-security.authorization.enabled' is false"));
	}

	@Test
	void whenNothingIsSaidFiltersAreNotObserved() {
		assertThat(observe(this.contextRunner)).isEmpty();
	}

	@Test
	void whenObservationsOfSpringSecurityAreEnabledFiltersAreObserved() {
		assertThat(
				observe(this.contextRunner.withPropertyValues("management.observations.enable.spring.security=true")))
			.contains("spring.security.filterchains", "spring.security.authorizations");
	}

	@Test
	void whenUserHasObservationSettingsTheyWin() {
		assertThat(observe(this.contextRunner.withBean(SecurityObservationSettings.class,
				() -> SecurityObservationSettings.withDefaults().build())))
			.contains("spring.security.authorizations")
			.doesNotContain("spring.security.filterchains");
	}

	private static Set<String> observe(WebApplicationContextRunner contextRunner) {
		Set<String> names = new TreeSet<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				names.add(context.getName());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		contextRunner.withBean(ObservationRegistry.class, () -> registry)
			.run((context) -> context.getBean("springSecurityFilterChain", Filter.class)
				.doFilter(new MockHttpServletRequest("GET", "/"), new MockHttpServletResponse(),
						new MockFilterChain()));
		return names;
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

	@Configuration(proxyBeanMethods = false)
	static class SomePathsConfiguration {

		@Bean
		SecurityFilterChain somePathsChain(HttpSecurity http) {
			return http.securityMatcher("/swagger-ui/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EveryPathConfiguration {

		@Bean
		@Order(1)
		SecurityFilterChain everyPathChain(HttpSecurity http) {
			return http.securityMatcher("/**").with(apiSecurity()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyRequestConfiguration {

		@Bean
		SecurityFilterChain everyPathChain(HttpSecurity http) {
			return http.securityMatchers((matchers) -> matchers.anyRequest()).with(apiSecurity()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RestOfPathConfiguration {

		@Bean
		@Order(1)
		SecurityFilterChain everyPathChain(HttpSecurity http) {
			return http.securityMatchers((matchers) -> matchers.requestMatchers("/{*path}"))
				.with(apiSecurity())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BroadPathConfiguration {

		@Bean
		@Order(1)
		SecurityFilterChain broadChain(HttpSecurity http) {
			return http.securityMatcher("/other", "/admin/**").with(apiSecurity()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NarrowPathConfiguration {

		@Bean
		@Order(2)
		SecurityFilterChain narrowChain(HttpSecurity http) {
			return http.securityMatcher("/admin/a/**", "/admin/b").with(apiSecurity()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenConfiguration {

		@Bean
		SecurityFilterChain openChain(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondChainConfiguration {

		@Bean
		SecurityFilterChain secondChain(HttpSecurity http) {
			return http.with(apiSecurity()).build();
		}

	}

}
