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

package io.github.apisecurity.versioning;

import java.lang.reflect.Method;
import java.time.LocalDate;
import java.time.chrono.ChronoLocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.guard.InvalidGuardException;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springdoc.core.models.GroupedOpenApi;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.web.accept.ApiVersionParser;
import org.springframework.web.accept.ApiVersionStrategy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VersioningAutoConfiguration}.
 */
class VersioningAutoConfigurationTests {

	private static final String VERSION = "api-security.versioning.versions[1.0].";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				GuardAutoConfiguration.class, VersioningAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void whenThereAreNoVersionsSpringMvcHasNone() {
		this.contextRunner
			.run((context) -> assertThat(context.getBeanProvider(ApiVersionStrategy.class).getIfAvailable()).isNull());
	}

	@Test
	void whenVersionsAreConfiguredReadsHeader() {
		this.contextRunner.withPropertyValues(VERSION + "deprecated-at=2026-01-01").run((context) -> {
			ApiVersionStrategy strategy = context.getBean(ApiVersionStrategy.class);
			MockHttpServletRequest request = new MockHttpServletRequest();
			assertThat(strategy.resolveParseAndValidateVersion(request)).isNull();
			request.addHeader("API-Version", "v1");
			assertThat(strategy.resolveParseAndValidateVersion(request)).hasToString("1.0.0");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "header=X-Version", "query-parameter=version",
			"media-type-parameter[application/json]=version" })
	void whenVersionIsMissingUsesDefaultOfAnyPlace(String place) {
		this.contextRunner.withPropertyValues("spring.mvc.apiversion.use." + place, "spring.mvc.apiversion.default=1.0")
			.run((context) -> assertThat(context.getBean(ApiVersionStrategy.class)
				.resolveParseAndValidateVersion(new MockHttpServletRequest())).hasToString("1.0.0"));
	}

	@Test
	void whenVersionIsRequiredByTheApplicationItIs() {
		this.contextRunner.withUserConfiguration(VersionedConfiguration.class)
			.withPropertyValues("spring.mvc.apiversion.use.header=X-Version", "spring.mvc.apiversion.required=true")
			.run((context) -> assertThat(context.getBean(ApiVersionStrategy.class)).asString()
				.contains("versionRequired=true"));
	}

	@Test
	void whenApplicationReadsVersionsItselfItDoes() {
		this.contextRunner.withUserConfiguration(OwnParserConfiguration.class)
			.withPropertyValues("api-security.versioning.versions[red].deprecated-at=2026-01-01")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAConfigurerOfTheApplicationReadsVersionsItselfItDoes() {
		this.contextRunner.withUserConfiguration(DatedConfiguration.class)
			.withPropertyValues("spring.mvc.apiversion.use.header=X-Version")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ApiVersionStrategy.class)).asString().contains("versionRequired=true");
				assertThat(context.getBean(ApiVersionStrategy.class).parseVersion("2025-06-01"))
					.isEqualTo(LocalDate.of(2025, 6, 1));
			});
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues("api-security.versioning.enabled=false", VERSION + "successor=2.0")
			.run((context) -> assertThat(context).doesNotHaveBean(ApiVersions.class));
	}

	@Test
	void whenSpringMvcIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(WebMvcProperties.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ApiVersions.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			versions[red].deprecated-at=2026-01-01 | versions[red]
			versions[1.0].after-sunset=gone | no sunset
			versions[1.0].after-sunset=brownout | brownouts go together
			versions[1.0].brownouts[0].from=2026-01-01T00:00:00Z | positive 'duration'
			versions[1.0].documentation=/v1 | absolute http(s) URI
			versions[1.0].documentation=javascript:alert(1) | absolute http(s) URI
			versions[1.0].successor=0.9 | comes after '1.0'
			versions[1.0].successor=red | versions[red]
			versions[1.0].sunset-at=2026-13-01 | sunset-at
			versions[1.0].after-sunset=never | after-sunset
			""")
	void whenLifecycleIsBadStopsTheStart(String property, String message) {
		this.contextRunner.withPropertyValues("api-security.versioning." + property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasStackTraceContaining(message);
		});
	}

	@Test
	void whenSunsetIsBeforeDeprecationStopsTheStart() {
		this.contextRunner.withPropertyValues(VERSION + "deprecated-at=2026-02-01", VERSION + "sunset-at=2026-01-01")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("before the deprecation"));
	}

	@Test
	void whenVersionStandsThereTwiceStopsTheStart() {
		this.contextRunner
			.withPropertyValues(VERSION + "successor=2.0", "api-security.versioning.versions[1].successor=2.0")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("twice"));
	}

	@Test
	void whenDeprecatedMethodHandlesNoRequestStopsTheStart() {
		this.contextRunner.withUserConfiguration(UnmappedConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining("@ApiDeprecated")
				.hasMessageContaining("#unmapped()"));
	}

	@Test
	void whenDeprecatedMethodHasBadDayStopsTheStart() {
		this.contextRunner.withUserConfiguration(BadDayConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining("2026-06-01"));
	}

	@Test
	void whenChangeHasNoAnnotationStopsTheStart() {
		this.contextRunner.withUserConfiguration(UnannotatedChangeConfiguration.class)
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("lacks @VersionChange"));
	}

	@Test
	void whenRequestsHaveNoVersionAChangeStopsTheStart() {
		this.contextRunner.withUserConfiguration(BackwardChangeConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("api-security.versioning.versions")
				.hasMessageContaining("spring.mvc.apiversion.use.header"));
	}

	@Test
	void whenChangeGoesBackwardsStopsTheStart() {
		this.contextRunner.withUserConfiguration(BackwardChangeConfiguration.class)
			.withPropertyValues(VERSION + "successor=2.0")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("does not come after it"));
	}

	@Test
	void whenVersionsAreDeclaredEachHasGroupWithItsHandlers() {
		this.contextRunner.withUserConfiguration(VersionedConfiguration.class)
			.withPropertyValues(VERSION + "deprecated-at=2026-01-01", VERSION + "successor=2.0",
					"api-security.versioning.versions[2.0].documentation=https://example.com")
			.run((context) -> {
				List<?> groups = context.getBean("apiSecurityVersionGroups", List.class);
				Method index = VersionedController.class.getDeclaredMethod("index");
				assertThat(groups).map(GroupedOpenApi.class::cast)
					.filteredOn((group) -> group.getOpenApiMethodFilters()
						.stream()
						.allMatch((filter) -> filter.isMethodToInclude(index)))
					.map(GroupedOpenApi::getGroup)
					.containsExactly("1.0");
			});
	}

	@Test
	void whenNoVersionIsDeclaredThereAreNoGroups() {
		this.contextRunner.withUserConfiguration(VersionedConfiguration.class)
			.withPropertyValues("spring.mvc.apiversion.use.header=X-Version")
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityVersionGroups"));
	}

	@Test
	void whenApplicationHasGroupsTheyAreLeft() {
		this.contextRunner
			.withBean(GroupedOpenApi.class, () -> GroupedOpenApi.builder().group("own").pathsToMatch("/**").build())
			.withPropertyValues(VERSION + "deprecated-at=2026-01-01")
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityVersionGroups"));
	}

	@Test
	void whenPathsAreMatchedIgnoringCaseRoutesHaveTheirVersions() {
		this.contextRunner.withUserConfiguration(IgnoringCaseConfiguration.class)
			.withPropertyValues(VERSION + "deprecated-at=2026-01-01")
			.run((context) -> {
				ApiVersions versions = context.getBean(ApiVersions.class);
				RouterFunctionMapping mapping = context.getBean(RouterFunctionMapping.class);
				for (String method : List.of("GET", "OPTIONS", "PROPFIND")) {
					MockHttpServletRequest request = new MockHttpServletRequest(method, "/PARCELS");
					request.addHeader("API-Version", "1.0");
					ServletRequestPathUtils.parseAndCache(request);
					assertThat(mapping.getHandler(request)).as(method).isNotNull();
					assertThat(versions.isVersionedRoute(request)).as(method).isTrue();
					assertThat(versions.supported(request)).as(method).containsExactly("1.0");
				}
				MockHttpServletRequest unmatched = new MockHttpServletRequest("GET", "/PARCELS");
				ServletRequestPathUtils.parseAndCache(unmatched);
				assertThat(versions.isVersionedRoute(unmatched)).isFalse();
				assertThat(versions.supported(unmatched)).containsExactly("1.0");
			});
	}

	@Test
	void whenClientsAreManyKeepsBoundedNumber() {
		VersionUsage usage = new VersionUsage();
		IntStream.range(0, 5000)
			.forEach((index) -> usage.count("1.0", "GET /" + index, new TestingAuthenticationToken("user", "", "A")));
		assertThat(usage.entries()).hasSizeLessThanOrEqualTo(VersionUsage.MAX_ENTRIES + 1);
		assertThat(usage.entries().stream().mapToLong(VersionUsage.Entry::requests).sum()).isEqualTo(5000);
	}

	@Test
	void textOfVersionIsBoundedAndPrintable() {
		assertThat(ApiVersions.printable("<b>" + "9".repeat(99))).isEqualTo("b" + "9".repeat(31));
	}

	@Configuration(proxyBeanMethods = false)
	static class IgnoringCaseConfiguration implements WebMvcConfigurer {

		@Override
		public void configurePathMatch(PathMatchConfigurer configurer) {
			PathPatternParser parser = new PathPatternParser();
			parser.setCaseSensitive(false);
			configurer.setPatternParser(parser);
		}

		@Bean
		RouterFunction<ServerResponse> parcels() {
			RequestPredicate version = RequestPredicates.version("1.0");
			return RouterFunctions.route()
				.route(RequestPredicates.path("/parcels").and(version), (request) -> ServerResponse.ok().build())
				.path("/any/**", (inner) -> inner.GET("/x", version, (request) -> ServerResponse.ok().build()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnParserConfiguration {

		@Bean
		ApiVersionParser<Integer> colours() {
			return (version) -> Arrays.asList("red", "green").indexOf(version);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(VersionedController.class)
	static class VersionedConfiguration {

	}

	@RestController
	static class VersionedController {

		@GetMapping(path = "/", version = "1.0")
		String index() {
			return "1.0";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DatedConfiguration implements WebMvcConfigurer {

		@Override
		public void configureApiVersioning(ApiVersionConfigurer configurer) {
			ApiVersionParser<ChronoLocalDate> parser = LocalDate::parse;
			configurer.setVersionParser(parser);
			configurer.setVersionRequired(true);
		}

		@RestController
		static class DatedController {

			@GetMapping(path = "/", version = "2025-06-01")
			String index() {
				return "2025-06-01";
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(UnmappedController.class)
	static class UnmappedConfiguration {

	}

	@RestController
	static class UnmappedController {

		@ApiDeprecated(since = "2026-06-01")
		void unmapped() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(BadDayController.class)
	static class BadDayConfiguration {

	}

	@RestController
	static class BadDayController {

		@GetMapping("/")
		@ApiDeprecated(since = "1 June 2026")
		String index() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnannotatedChangeConfiguration {

		@Bean
		ApiVersionChange change() {
			return new ApiVersionChange() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BackwardChangeConfiguration {

		@Bean
		BackwardChange change() {
			return new BackwardChange();
		}

	}

	@VersionChange(from = "2.0", to = "1.0", pattern = "/**")
	static class BackwardChange implements ApiVersionChange {

	}

}
