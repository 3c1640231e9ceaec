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

import java.util.List;

import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.accept.ApiVersionParser;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that no handler answers paths which a rule for its pattern does not match.
 */
class MatchingCheckTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, SecurityFilterAutoConfiguration.class))
		.withBean("springSecurityFilterChain", Filter.class,
				() -> (request, response, chain) -> chain.doFilter(request, response))
		.withBean(RequestRuleFactory.class);

	private final WebApplicationContextRunner ruled = ruled("/admin/**");

	@ParameterizedTest
	@ValueSource(strings = { "", "spring.mvc.pathmatch.matching-strategy=ant_path_matcher" })
	void whenHandlersMindEverySpellingStarts(String property) {
		this.ruled.withPropertyValues(property)
			.withUserConfiguration(EarlyFilterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { AnyCaseConfiguration.class, AnyCaseAntConfiguration.class, OwnMappingConfiguration.class })
	void whenHandlersAnswerOtherSpellingsStops(Class<?> configuration) {
		this.ruled.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("rules[0].pattern")
				.hasMessageContaining("serves '/A'"));
	}

	@Test
	void whenHandlersOfAnotherServletAnswerOtherSpellingsItDoesNotStart() {
		this.ruled.run((context) -> {
			AnnotationConfigWebApplicationContext other = new AnnotationConfigWebApplicationContext();
			other.setParent(context);
			other.setServletContext(context.getServletContext());
			other.register(OwnMappingConfiguration.class);
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(other::refresh)
				.satisfies((refused) -> assertThat(refused.getReason()).contains("serves '/A'"));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { LateFilterConfiguration.class, LateRegistrationConfiguration.class })
	void whenSlashIsTakenOffBehindTheChainStops(Class<?> configuration) {
		this.ruled.withUserConfiguration(configuration)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("rules[0].pattern")
				.hasMessageContaining("UrlHandlerFilter"));
	}

	@ParameterizedTest
	@CsvSource({ "/**, DELETE, true", "/admin/**, POST, true", "/**, GET, false", "/**, , false" })
	void whenMethodIsReplacedBehindTheChainStops(String pattern, @Nullable String method, boolean refused) {
		ruled(pattern, (method != null) ? List.of(method) : List.of())
			.withBean(HiddenHttpMethodFilter.class, HiddenHttpMethodFilter::new)
			.run((context) -> {
				if (refused) {
					assertThat(context).getFailure()
						.hasMessageContaining("rules[0].methods")
						.hasMessageContaining("HiddenHttpMethodFilter");
				}
				else {
					assertThat(context).hasNotFailed();
				}
			});
		ruled(pattern, List.of("DELETE")).withBean(FirstMethodFilter.class, FirstMethodFilter::new)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "/v1/admin/**, spring.mvc.apiversion.use.path-segment=0",
			"/v1.0/admin/users, spring.mvc.apiversion.use.path-segment=0",
			"/v*/admin/**, spring.mvc.apiversion.use.path-segment=0",
			"'/{version:v\\d+}/admin/**', spring.mvc.apiversion.use.path-segment=0",
			"/app/v1/admin/**, spring.mvc.apiversion.use.path-segment=1", "/v1/admin/**, configurer=true" })
	void whenHandlersAnswerOtherSpellingsOfTheVersionStops(String pattern, String property) {
		ruled(pattern).withPropertyValues(property)
			.withUserConfiguration(property.startsWith("configurer") ? PathVersionConfiguration.class : Object.class,
					property.endsWith("1") ? DeepVersionedController.class : VersionedController.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("rules[0].pattern")
				.hasMessageContaining("same version")
				.hasMessageContaining("ApiVersionParser"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/*/admin/**", "/{version}/admin/**", "/v1/other/**", "/{*path}", "/v1/literal/**" })
	void whenNoSpellingOfTheVersionPassesStarts(String pattern) {
		ruled(pattern).withPropertyValues("spring.mvc.apiversion.use.path-segment=0")
			.withBean(VersionedController.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenVersionIsNotInThePathOrHasOneSpellingStarts() {
		ruled("/v1/admin/**").withPropertyValues("spring.mvc.apiversion.use.header=X-Version")
			.withBean(VersionedController.class)
			.run((context) -> assertThat(context).hasNotFailed());
		ruled("/1.0/admin/**").withPropertyValues("spring.mvc.apiversion.use.path-segment=0")
			.withBean(ApiVersionParser.class, () -> (version) -> version)
			.withBean(VersionedController.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private WebApplicationContextRunner ruled(String pattern) {
		return ruled(pattern, List.of());
	}

	private WebApplicationContextRunner ruled(String pattern, List<String> methods) {
		return this.runner.withPropertyValues("rules[0].pattern=" + pattern)
			.withInitializer((context) -> context.addBeanFactoryPostProcessor(
					(beanFactory) -> beanFactory.addBeanPostProcessor(new RuleMaker(pattern, methods))));
	}

	// A rule for everything knows no other spelling.
	@Test
	void whenNoRuleIsForSomePathsStarts() {
		WebApplicationContextRunner own = this.runner.withUserConfiguration(AnyCaseConfiguration.class,
				LateFilterConfiguration.class);
		own.run((context) -> assertThat(context).hasNotFailed());
		ruled("/**").withUserConfiguration(AnyCaseConfiguration.class, LateFilterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static PathPatternParser anyCase(PathPatternParser parser) {
		parser.setCaseSensitive(false);
		return parser;
	}

	private static FilterRegistrationBean<UrlHandlerFilter> registration(int order) {
		FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
				UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
		registration.setOrder(order);
		return registration;
	}

	private record RuleMaker(String pattern, List<String> methods) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof RequestRuleFactory factory) {
				factory.rule("rules[0]", this.pattern, this.methods);
			}
			return bean;
		}

	}

	@RestController
	static class VersionedController {

		@GetMapping(path = "/{version}/admin/users", version = "1.0")
		String users() {
			return "users";
		}

		@GetMapping(path = "/v1/literal", version = "1.0")
		String literal() {
			return "literal";
		}

	}

	@RestController
	static class DeepVersionedController {

		@GetMapping(path = "/app/{version}/admin/users", version = "1.0")
		String users() {
			return "users";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PathVersionConfiguration implements WebMvcConfigurer {

		@Override
		public void configureApiVersioning(ApiVersionConfigurer configurer) {
			configurer.usePathSegment(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyCaseConfiguration implements WebMvcConfigurer {

		@Override
		public void configurePathMatch(PathMatchConfigurer configurer) {
			configurer.setPatternParser(anyCase(new PathPatternParser()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMappingConfiguration {

		@Bean
		SimpleUrlHandlerMapping ownMapping() {
			SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
			mapping.setPatternParser(anyCase(new PathPatternParser()));
			return mapping;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyCaseAntConfiguration {

		@Bean
		@SuppressWarnings("removal")
		SimpleUrlHandlerMapping ownMapping() {
			SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
			mapping.setPatternParser(null);
			AntPathMatcher matcher = new AntPathMatcher();
			matcher.setCaseSensitive(false);
			mapping.setPathMatcher(matcher);
			return mapping;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateFilterConfiguration {

		@Bean
		UrlHandlerFilter slashes() {
			return UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateRegistrationConfiguration {

		@Bean
		FilterRegistrationBean<UrlHandlerFilter> slashes() {
			return registration(0);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyFilterConfiguration {

		@Bean
		FilterRegistrationBean<UrlHandlerFilter> slashes() {
			return registration(-200);
		}

	}

	// As that of Spring Boot.
	static class FirstMethodFilter extends HiddenHttpMethodFilter implements Ordered {

		@Override
		public int getOrder() {
			return -10_000;
		}

	}

}
