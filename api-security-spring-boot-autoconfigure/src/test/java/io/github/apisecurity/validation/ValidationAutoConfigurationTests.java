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

package io.github.apisecurity.validation;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.json.ServerJsonFactoryCustomizer;
import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.validation.ConstraintViolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.web.firewall.DefaultHttpFirewall;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations of input validation.
 */
@ExtendWith(OutputCaptureExtension.class)
class ValidationAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				ValidationAutoConfiguration.class, ProblemAutoConfiguration.class));

	@Test
	void everyPartIsOnByDefault() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ValidationProblemMapper.class)
				.hasSingleBean(HttpFirewall.class)
				.hasSingleBean(RequestRejectedHandler.class)
				.hasSingleBean(ServerJsonFactoryCustomizer.class)
				.hasBean("apiSecurityRequestLimitsFilter")
				.hasBean("apiSecurityQueryWebMvcConfigurer");
			assertThat(context.getBeansOfType(PostureContributor.class)
				.values()
				.stream()
				.map(PostureContributor::contribute)
				.filter((posture) -> posture.feature().equals("validation"))
				.flatMap((posture) -> posture.details().keySet().stream()))
				.contains("request", "firewall", "json", "query");
		});
	}

	@Test
	void whenDisabledNothingIsThere() {
		this.runner.withPropertyValues("api-security.validation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ValidationProblemMapper.class)
				.doesNotHaveBean(HttpFirewall.class)
				.doesNotHaveBean(ServerJsonMapperCustomizer.class)
				.hasSingleBean(ProblemWriter.class));
	}

	@ParameterizedTest
	@CsvSource({ "request, apiSecurityRequestLimitsFilter", "firewall, apiSecurityHttpFirewall",
			"json, apiSecurityJsonStrictness", "query, apiSecurityQueryWebMvcConfigurer" })
	void whenPartIsDisabledItIsNotThereAndOthersAre(String part, String bean) {
		this.runner.withPropertyValues("api-security.validation." + part + ".enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(bean).hasSingleBean(ValidationProblemMapper.class));
	}

	@Test
	void whenApplicationHasFirewallItWins() {
		this.runner.withBean(HttpFirewall.class, DefaultHttpFirewall::new)
			.run((context) -> assertThat(context.getBean(HttpFirewall.class)).isInstanceOf(DefaultHttpFirewall.class));
	}

	@Test
	void whenClassesAreMissingBacksOff() {
		this.runner
			.withClassLoader(new FilteredClassLoader(ConstraintViolation.class, JsonMapper.class, HttpFirewall.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ValidationProblemMapper.class)
				.doesNotHaveBean("apiSecurityJsonStrictness")
				.doesNotHaveBean("apiSecurityHttpFirewall")
				.hasBean("apiSecurityQueryWebMvcConfigurer")
				.hasBean("apiSecurityRequestLimitsFilter"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			request.max-body-size=-1MB               | request.max-body-size
			request.max-uri-length=0                 | request.max-uri-length
			request.body-timeout=0s                  | request.body-timeout
			request.content-types=json               | request.content-types
			request.content-encodings=br             | request.content-encodings
			request.paths[0].pattern=uploads         | request.paths[0].pattern
			firewall.allowed-methods=TRACE           | firewall.allowed-methods
			firewall.allowed-hosts=https://a.example | firewall.allowed-hosts
			json.max-depth=0                         | json.max-depth
			json.max-tokens=-5                       | json.max-tokens
			json.max-string-length=3GB               | json.max-string-length
			query.max-page-size=0                    | query.max-page-size
			""")
	void whenValueIsBadStartFailsAndNamesKey(String property, String key) {
		this.runner.withPropertyValues("api-security.validation." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("api-security.validation." + key)));
	}

	@ParameterizedTest
	@CsvSource({ "request.max-body-size, 3MB, server.tomcat.max-http-form-post-size, 3MB",
			"request.max-body-size, 1MiB, server.tomcat.max-http-form-post-size,",
			"query.max-page-size, 3000, spring.data.web.pageable.max-page-size, 3000",
			"query.max-page-size, many, spring.data.web.pageable.max-page-size," })
	void limitIsThatOfSpringBootAsWellUnlessItIsNone(String key, String value, String other, String otherValue) {
		MockEnvironment environment = new MockEnvironment();
		environment.setConversionService(new ApplicationConversionService());
		environment.setProperty("api-security.validation." + key, value);
		RequestDefaultsEnvironmentPostProcessor.addDefaults(environment);
		assertThat(environment.getProperty(other)).isEqualTo(otherValue);
	}

	@ParameterizedTest
	@ValueSource(strings = { "request.max-body-size=1MiB", "query.max-page-size=many" })
	void whenAValueIsNoneForAKeyOfSpringBootEitherItIsToldUnderItsOwnName(String property) {
		this.runner.withUserConfiguration(SpringBootKeys.class)
			.withPropertyValues("api-security.validation." + property)
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
					"under 'api-security.validation." + property.substring(0, property.indexOf('=')) + "'"));
	}

	@ParameterizedTest
	@CsvSource({ "deserialization.fail-on-unknown-properties=false, unknown-properties",
			"deserialization.fail-on-trailing-tokens=false, trailing-tokens",
			"mapper.allow-coercion-of-scalars=true, scalar-coercion",
			"deserialization.ACCEPT_FLOAT_AS_INT=true, scalar-coercion",
			"datatype.enum.fail-on-numbers-for-enums=false, scalar-coercion",
			"read.strict-duplicate-detection=false, duplicate-keys" })
	void whenSpringBootIsToldOtherwiseItsKeyIsKeptAndSaidSo(String property, String rule, CapturedOutput output) {
		this.runner.withPropertyValues("spring.jackson." + property)
			.run((context) -> assertThat(context.getBean("apiSecurityJsonStrictness", JsonStrictness.class).rules())
				.hasSize(3)
				.noneMatch((left) -> left.name().equalsIgnoreCase(rule.replace('-', '_'))));
		assertThat(output).contains("takes the rule '" + rule + "'");
	}

	@Test
	void whenSpringBootIsToldTheSameRulesApply(CapturedOutput output) {
		this.runner.withPropertyValues("spring.jackson.deserialization.fail-on-unknown-properties=true")
			.run((context) -> assertThat(context.getBean("apiSecurityJsonStrictness", JsonStrictness.class).rules())
				.hasSize(4));
		assertThat(output).doesNotContain("takes the rule");
	}

	@ParameterizedTest
	@CsvSource({ "500, 64, 64", "10, 64, 10", "400, 64, 400", "10, 20, 10", "400, 20, 20" })
	void whenMapperIsBoundedByTheApplicationItsBoundIsKept(int given, int ours, int depth) {
		JsonProperties properties = new JsonProperties();
		properties.setMaxDepth(ours);
		JsonFactoryBuilder builder = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(given).maxNameLength(77).build());
		new JsonLimits(properties).customize(builder);
		StreamReadConstraints constraints = builder.build().streamReadConstraints();
		assertThat(constraints.getMaxNestingDepth()).isEqualTo(depth);
		assertThat(constraints.getMaxNameLength()).isEqualTo(77);
		assertThat(constraints.getMaxTokenCount()).isEqualTo(properties.getMaxTokens());
	}

	@EnableConfigurationProperties(TomcatServerProperties.class)
	static class SpringBootKeys {

		// As Spring Boot does for Spring Data.
		@Bean
		BindResult<Integer> maxPageSize(Environment environment) {
			return Binder.get(environment).bind("spring.data.web.pageable.max-page-size", Integer.class);
		}

	}

}
