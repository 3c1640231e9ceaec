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

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ConfigurationCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationCheckTests {

	private static final BindableKeys BINDABLE = new BindableKeys();

	@Test
	void whenApplicationIsReactiveSaysWhichKeysHaveNoEffect(CapturedOutput output) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues("api-security.masking.properties.iban=full",
					"api-security.authorization.rules[0].pattern=/x", "api-security.versioning.enabled=false",
					"api-security.detection.login.free-attempts=3", "api-security.audit.access-log.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("This is a reactive application",
					"'api-security.masking.properties' has no effect: this is no servlet application",
					"'api-security.authorization.rules' has no effect", "'api-security.detection' has no effect",
					"'api-security.audit.access-log' has no effect")
			.doesNotContain("versioning' has no effect");
	}

	@Test
	void whenKeysAreKnownStarts() {
		assertThat(BINDABLE.keys()).hasSizeGreaterThan(150);
		Set<String> keys = new LinkedHashSet<>(BINDABLE.keys().keySet());
		// Switches that only conditions read.
		keys.addAll(List.of("api-security.audit.access-log.enabled", "api-security.audit.sinks.jdbc.enabled",
				"api-security.audit.sinks.redis.enabled", "api-security.authentication.api-keys.enabled",
				"api-security.token.issuer.enabled", "api-security.token.issuer.signing-keys.enabled",
				"api-security.token.revocation.enabled"));
		assertThatNoException().isThrownBy(() -> check(List.copyOf(keys)));
	}

	@ParameterizedTest
	@MethodSource("groups")
	void whenKeyIsMistypedStops(String group) {
		String key = group + ".enabeld";
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(List.of(key)))
			.withMessageContaining(key + " (test)")
			.withMessageContaining("'enabeld' is not known");
	}

	static List<String> groups() {
		List<String> groups = new ArrayList<>(BINDABLE.groups().keySet());
		groups.addAll(List.of("api-security", "api-security.validation", "api-security.network.outgoing"));
		return groups;
	}

	@ParameterizedTest
	@MethodSource("keys")
	void whenThereAreKeysBelowSimpleValueStops(String key) {
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(List.of(key + ".x")));
	}

	static List<String> keys() {
		return BINDABLE.keys()
			.entrySet()
			.stream()
			.filter((entry) -> !Map.class.isAssignableFrom(entry.getValue().toClass()))
			.map(Map.Entry::getKey)
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.rateLimit.enabled", "api_security.rate_limit.enabled",
			"API-SECURITY.RATE-LIMIT.ENABLED", "apisecurity.ratelimit.enabled",
			"api-security.rate-limit.policies[a.b].limits[0].quota", "api-security.rate-limit.policies.a.tiers.gold",
			"api-security.rate-limit.policies.a.tiers.gold.eu[1].burst",
			"api-security.masking.properties.customer.name", "api-security.masking.properties[customer.name]",
			"api-security.authorization.rules.0.pattern", "api-security.authorization.rules[0].methods[1]" })
	void whenFormIsRelaxedAsksAsBootReads(String key) {
		assertThatNoException().isThrownBy(() -> check(List.of(key)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					api-security.authorization.rules[0].authority | did you mean 'api-security.authorization.rules[0].authorities'?
					api-security.authorization.rules[0].audience  | known here: access, addresses, all-of, any-of, authorities, methods, mode, pattern, permissions, roles, scopes
					api-security.ratelimits.enabled               | did you mean 'api-security.rate-limit'?
					api-security.step-up.enabled                  | did you mean 'api-security.authentication.step-up'?
					api-security.rate-limit.policies.2.0.limits   | '0' is not known, known here: concurrent
					api-security.rate-limit.policies.2.0          | is written in brackets: '[a.b]'
					api-security.authorization.rules.pattern      | a list is expected here
					api-security.authorization.rules[0].patern    | did you mean 'api-security.authorization.rules[0].pattern'?
					api-security.audit.enabled.really             | no keys are expected here
					""")
	void namesNearestKey(String key, String expected) {
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(List.of(key)))
			.withMessageContaining(key)
			.withMessageContaining(expected);
	}

	@ParameterizedTest
	@CsvSource({ "api-security.token.revocation.max-entries, api-security.token.revocation.enabled",
			"api-security.authentication.apiKeys.keys[a].hash, api-security.authentication.api-keys.enabled",
			"api-security.audit.sinks.redis.max-length, api-security.audit.sinks.redis.enabled" })
	void whenFeatureIsNotSwitchedOnItsKeysStop(String key, String enabled) {
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(Map.of(key, "1")))
			.withMessageContaining(key + " (test): '" + enabled + "' is not set");
		assertThatNoException().isThrownBy(() -> check(Map.of(key, "1", enabled, "false")));
	}

	@ParameterizedTest
	@MethodSource("idleKeys")
	void whenKeyNeedsAnotherOneWarns(String key, List<String> needed, CapturedOutput output) {
		check(Map.of(member(key), "1s", member(needed.get(0)), "false"));
		assertThat(output).contains("WARN", "'" + key + "'", "has no effect: it needs '" + needed.get(0) + "'");
	}

	@ParameterizedTest
	@MethodSource("idleKeys")
	void whenKeyHasOneThatItNeedsDoesNotWarn(String key, List<String> needed, CapturedOutput output) {
		needed.forEach((partner) -> check(
				Map.of(member(key), "1s", member(partner), "true", "api-security.audit.access-log.enabled", "true")));
		assertThat(output).doesNotContain("'" + key + "'");
	}

	@Test
	void whenKeyNeedsALibraryThatIsNotThereWarns(CapturedOutput output) {
		Map<String, Object> issuer = Map.of("api-security.token.issuer.enabled", "true");
		check(issuer);
		assertThat(output).doesNotContain("has no effect");
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(new FilteredClassLoader(OAuth2AuthorizationService.class));
		try {
			check(issuer);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
		assertThat(output).contains("'api-security.token.issuer.enabled'",
				"has no effect: it needs '" + OAuth2AuthorizationService.class.getName());
	}

	private static String member(String key) {
		Set<String> known = new ConfigurationMetadata().properties().keySet();
		return (known.contains(key) || !key.startsWith("api-security.")) ? key
				: known.stream().filter((name) -> name.startsWith(key + ".")).findFirst().orElseThrow();
	}

	static Stream<Arguments> idleKeys() {
		return IdleKeys.needs()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().get(0).startsWith(IdleKeys.LIBRARY))
			.map((entry) -> Arguments.of(entry.getKey(), entry.getValue()));
	}

	@ParameterizedTest
	@CsvSource({ "api-security.authentication.clock-skew, 60", "api-security.rate-limit.policies.a.concurrent-lease, 5",
			"api-security.redis.timeout, 50", "api-security.authentication.step-up.rules[0].max-age, 300",
			"api-security.headers.hsts-max-age, 300", "api-security.authentication.max-token-size, 8192",
			"api-security.validation.request.max-body-size, 5",
			"api-security.validation.request.paths[0].max-body-size, ${SIZE:5}" })
	void whenTimeOrSizeHasNoUnitRefuses(String key, String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check(Map.of(key, value)))
			.satisfies((refused) -> assertThat(refused.getName()).isEqualTo(key))
			.satisfies((refused) -> assertThat(refused.getReason()).startsWith("A number needs its unit"));
	}

	@ParameterizedTest
	@CsvSource({ "api-security.authentication.clock-skew, 60s", "api-security.headers.hsts-max-age, 0",
			"api-security.validation.request.max-body-size, 0", "api-security.validation.json.max-depth, 5" })
	void whenThereIsAUnitOrNoneIsNeededIsRead(String key, String value) {
		assertThatNoException().isThrownBy(() -> check(Map.of(key, value)));
	}

	@Test
	void whenTheFirstWordIsMistypedWarns(CapturedOutput output) {
		check(Map.of("api-securty.masking.enabled", "false", "app-security.mode", "strict", "security.cors.enabled",
				"false"));
		assertThat(output)
			.contains("'api-securty.masking.enabled' has no effect here", "the key is 'api-security.masking.enabled'")
			.doesNotContain("app-security", "'security.");
	}

	@Test
	void whenVariableIsIdleWarns(CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("APISECURITY_NETWORK_FORWARDEDHEADER", "forwarded")));
		check(environment);
		assertThat(output).contains("'api-security.network.forwarded-header'")
			.contains("'api-security.network.trusted-proxies'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.api-security.authorization.rules[0].pattern", "api.security.cors.enabled",
			"server.api-security.audit.sinks.file.path" })
	void whenKeyIsBelowAnotherStops(String key) {
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(List.of(key)))
			.withMessageContaining(key)
			.withMessageContaining("the key is 'api-security." + key.replaceFirst(".*?security\\.", "") + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "logging.level.io.github.apisecurity.audit", "management.metrics.enable.api-security.x",
			"spring.ssl.bundle.pem.api-security.enabled", "api-security-gateway.url", "apisecurityportal.timeout",
			"app.api-security.title", "api.security.level" })
	void whenNameOfTheLibraryIsPartOfAnotherKeyStarts(String key) {
		assertThatNoException().isThrownBy(() -> check(List.of(key)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.authorization.rules[0].roles", "api-security.rate-limit.routes[0].methods",
			"api-security.authentication.api-keys.keys.a.networks" })
	void whenListOfRuleIsEmptyStops(String key) {
		for (String value : List.of("", " ", "${missing:}")) {
			assertThatExceptionOfType(UnknownKeysException.class)
				.isThrownBy(() -> check(Map.of(key, value, "api-security.authentication.api-keys.enabled", "true")))
				.withMessageContaining(key + " (")
				.withMessageContaining("an empty list is no condition");
		}
	}

	@Test
	void whenListOfRuleInEnvironmentVariableIsEmptyStops() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("API_SECURITY_AUTHORIZATION_RULES_0_ROLES", "")));
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(environment))
			.withMessageContaining("API_SECURITY_AUTHORIZATION_RULES_0_ROLES");
	}

	@Test
	void whenListOutsideOfRulesIsEmptyStarts(CapturedOutput output) {
		assertThatNoException().isThrownBy(() -> check(Map.of("api-security.authorization.rules", "",
				"api-security.network.deny", "${missing:}", "api-security.network.trusted-proxies", "${missing:}",
				// For nobody.
				"api-security.authorization.actuator-endpoints.beans", "")));
		assertThat(output).doesNotContain("there and empty");
	}

	// A variable that is missing must not open what it was to close.
	@ParameterizedTest
	@ValueSource(strings = { "api-security.network.allow", "api-security.validation.firewall.allowed-hosts",
			"api-security.validation.request.allowed-headers" })
	void whenListThatOpensIsEmptyWarnsAndWhereAPlaceholderHasNoValueStops(String key, CapturedOutput output) {
		assertThatExceptionOfType(UnknownKeysException.class).isThrownBy(() -> check(Map.of(key, "${missing:}")))
			.withMessageContaining(key + " (")
			.withMessageContaining("an empty list is no condition");
		assertThatNoException().isThrownBy(() -> check(Map.of(key, "")));
		assertThat(output).contains("'" + key + "' is there and empty: nothing is kept out by it");
	}

	@Test
	void whenGroupOfAFeatureThatIsOffHoldsNothingStarts() {
		assertThatNoException().isThrownBy(() -> check(Map.of("api-security.token.revocation", "")));
	}

	@Test
	void whenAnotherSourceCorrectsAValueStarts() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("profile", Map.of("api-security.rate-limit.enabled", "false",
					"api-security.audit.authentication-success.interval", "5m")));
		environment.getPropertySources()
			.addLast(new MapPropertySource("base", Map.of("api-security.rate-limit.enabled", "${MISSING}",
					"api-security.audit.authentication-success.interval", "-1s")));
		ConfigurationPropertySources.attach(environment);
		assertThatNoException().isThrownBy(() -> check(environment));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1s", "-PT1S", "PT-1S", "P-1D", "P1DT-1S" })
	void whenTimeIsNegativeStops(String value) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check(Map.of("api-security.audit.authentication-success.interval", value)))
			.withMessageContaining("authentication-success.interval");
	}

	@Test
	void whenVariableIsOfAFeatureThatIsOffWarnsAndWhenItHasNoUnitRefuses(CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("API_SECURITY_TOKEN_REVOCATION_ON_STALE", "deny",
							"APISECURITY_AUTHENTICATION_APIKEYS_HEADERNAME", "X-Key")));
		check(environment);
		assertThat(output).contains("API_SECURITY_TOKEN_REVOCATION_ON_STALE")
			.contains("'api-security.token.revocation.enabled' is not set")
			.contains("'api-security.authentication.api-keys.enabled' is not set");
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("API_SECURITY_AUTHENTICATION_CLOCK_SKEW", "60")));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> check(environment))
			.withMessageContaining("API_SECURITY_AUTHENTICATION_CLOCK_SKEW");
	}

	@Test
	void whenABeanOfTheApplicationTakesThePlaceOfKeysWarns(CapturedOutput output) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues("api-security.validation.firewall.allowed-hosts=api.example.com");
		runner.withBean("apiSecurityHttpFirewall", HttpFirewall.class, StrictHttpFirewall::new)
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
		runner.withBean("own", HttpFirewall.class, StrictHttpFirewall::new)
			.run((context) -> assertThat(output).contains("'api-security.validation.firewall.allowed-hosts' (")
				.contains("has no effect: the application has 'own' instead"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "flase", "${missing}" })
	void whenSwitchThatIsReadEarlyIsNeitherOnNorOffIsToldByItsName(String value) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new SpringApplicationBuilder(Object.class).sources(ConfigAutoConfiguration.class)
				.web(WebApplicationType.NONE)
				.properties("api-security.validation.enabled=" + value)
				.run()
				.close())
			.withStackTraceContaining("api-security.validation.enabled");
	}

	@Test
	void whenGroupHasValueStops() {
		assertThatExceptionOfType(UnknownKeysException.class)
			.isThrownBy(() -> check(Map.of("api-security.rate-limit", "s3cr3t", "api-security", "s3cr3t")))
			.withMessageContaining("api-security.rate-limit (test): a group of keys has no value")
			.withMessageContaining("api-security (test)")
			.withMessageNotContaining("s3cr3t");
	}

	@Test
	void whenGroupIsEmptyStarts() {
		assertThatNoException().isThrownBy(() -> check(Map.of("api-security.cors", "")));
	}

	@Test
	void reportsAllKeysAtOnceAndGroupsOnlyOnce() {
		assertThatExceptionOfType(UnknownKeysException.class)
			.isThrownBy(() -> check(List.of("api-security.adit.enabled", "api-security.headers.csp",
					"api-security.ratelimits.a", "api-security.ratelimits.b")))
			.withMessageContainingAll("adit", "csp", "ratelimits.a")
			.withMessageNotContaining("ratelimits.b");
	}

	@Test
	void whenEnvironmentVariableIsUnknownWarnsOnceWithoutValue(CapturedOutput output) {
		Map<String, Object> variables = new LinkedHashMap<>();
		for (String name : List.of("API_SECURITY_PORT", "API_SECURITY_SERVICE_HOST", "API_SECURITY_PORT_8080_TCP",
				"API_SECURITY_RATELIMIT_ENABLED", "API_SECURITY_AUTHORIZATION_RULES_0_ROLE", "APISECURITY_CORS",
				"api-security.audit.enabeld")) {
			variables.put(name, "s3cr3t");
		}
		for (String name : List.of("APISECURITY_RATELIMIT_ENABLED", "API_SECURITY_RATE_LIMIT_ENABLED",
				"APISECURITY_RATELIMIT_POLICIES_LOGIN_WHENMISSING", "APISECURITY_AUTHORIZATION_RULES_0_PATTERN",
				"API_SECURITY_AUTHENTICATION_API_KEYS_ENABLED",
				"API_SECURITY_AUTHENTICATION_API_KEYS_KEYS_A_NOT_BEFORE", "APISECURITY_MASKING_PROPERTIES_A_B",
				"APISECURITY_RATELIMIT_POLICIES_LOGIN_TIERS_GOLD_0_QUOTA", "api-security.audit.enabled")) {
			variables.put(name, "true");
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		assertThatNoException().isThrownBy(() -> check(environment));
		assertThat(output).containsOnlyOnce("WARN")
			.contains("[APISECURITY_CORS, API_SECURITY_AUTHORIZATION_RULES_0_ROLE, API_SECURITY_PORT, "
					+ "API_SECURITY_PORT_8080_TCP, API_SECURITY_RATELIMIT_ENABLED, API_SECURITY_SERVICE_HOST, "
					+ "api-security.audit.enabeld]")
			.doesNotContain("s3cr3t");
	}

	@ParameterizedTest
	@MethodSource("switches")
	void whenSwitchIsNeitherOnNorOffStops(String name) {
		for (String value : List.of("flase", "yes", "1", "", "true ")) {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> check(Map.of(name, value)))
				.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name));
		}
		for (Object value : List.of("FALSE", false, "${other:true}")) {
			// One of them is inside of another.
			Map<String, Object> properties = new LinkedHashMap<>(Map.of("api-security.token.issuer.enabled", "false"));
			properties.put(name, value);
			assertThatNoException().isThrownBy(() -> check(properties));
		}
	}

	static List<String> switches() {
		return new ConfigurationMetadata().properties()
			.keySet()
			.stream()
			.filter((key) -> key.endsWith(".enabled"))
			.toList();
	}

	@ParameterizedTest
	@CsvSource({ "api-security.redis.timeout, soon", "api-security.rate-limit.policies.a.limits[0].window, soon",
			"api-security.cors.rules[0].max-age, soon" })
	void whenValueOfAFeatureThatIsNotActiveCannotBeReadStops(String key, String value) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class));
		runner.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(BindException.class)
				.hasStackTraceContaining(key));
		runner.withPropertyValues(key + "=1s").run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@MethodSource("numbers")
	void whenNumberIsNegativeStops(String name) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check(Map.of(name, "-1")))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name));
	}

	static List<String> numbers() {
		Set<Class<?>> types = Set.of(int.class, long.class, Duration.class, DataSize.class);
		return BINDABLE.keys()
			.entrySet()
			.stream()
			.filter((entry) -> types.contains(entry.getValue().toClass()))
			.map(Map.Entry::getKey)
			.filter((key) -> !key.contains("[0]") && !key.contains(".any"))
			.toList();
	}

	@Test
	void whenValueHasSpacesAroundThatConditionsSeeStops() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> check(Map.of("api-security.authentication.dpop", "required ")))
			.withMessageContaining("api-security.authentication.dpop");
	}

	@ParameterizedTest
	@CsvSource({ "APISECURITY_RATELIMIT_ENABLED,true", "API_SECURITY_RATE_LIMIT_ENABLED,true",
			"API_SECURITY_RATELIMIT_ENABLED,false", "API_SECURITY_RATE_LIMIT_ENABELD,false" })
	void knowsTheEnvironmentVariablesThatBootReads(String name, boolean known, CapturedOutput output) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, "true")));
		ConfigurationPropertySources.attach(environment);
		check(environment);
		assertThat(Binder.get(environment).bind("api-security.rate-limit.enabled", String.class).isBound())
			.isEqualTo(known);
		assertThat(output.getAll().contains(name)).isEqualTo(!known);
	}

	@Test
	void whenSwitchInEnvironmentVariableIsNeitherOnNorOffStops() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("APISECURITY_RATELIMIT_ENABLED", "flase")));
		ConfigurationPropertySources.attach(environment);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> check(environment))
			.withMessageContaining("api-security.rate-limit.enabled");
	}

	@Test
	void whenExtensionHasMetadataKnowsItsKeys(@TempDir Path extension) throws IOException {
		Files.createDirectories(extension.resolve("META-INF"));
		Files.writeString(extension.resolve("META-INF/spring-configuration-metadata.json"), """
				{"properties": [
				  {"name": "api-security.acme.enabled", "type": "java.lang.Boolean"},
				  {"name": "api-security.acme.mode", "type": "com.acme.Mode"},
				  {"name": "api-security.acme.widgets", "type": "java.util.List<com.acme.Widget>"},
				  {"name": "api-security.acme.names", "type": "java.lang.String[]"}
				]}""");
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { extension.toUri().toURL() }, original)) {
			thread.setContextClassLoader(classLoader);
			assertThatNoException().isThrownBy(() -> check(
					List.of("api-security.acme.enabled", "api-security.acme.mode", "api-security.acme.widgets[0].size",
							"api-security.acme.names[0]", "api-security.audit.enabled")));
			assertThatExceptionOfType(UnknownKeysException.class)
				.isThrownBy(() -> check(List.of("api-security.acme.enabeld", "api-security.acme.names[0].x")))
				.withMessageContainingAll("'api-security.acme.enabled'", "'x' is not known");
		}
		finally {
			thread.setContextClassLoader(original);
		}
	}

	@Test
	void whenConfiguredToWarnWarns(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues("api-security.config.unknown-keys=warn", "api-security.audit.enabeld=s3cr3t")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("WARN", "api-security.audit.enabeld", "'api-security.audit.enabled'")
			.doesNotContain("s3cr3t");
	}

	@Test
	void whenPropertyOfTestIsMistypedStops() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues("api-security.audit.enabeld=true")
			.run((context) -> assertThat(context).getFailure().isInstanceOf(UnknownKeysException.class));
	}

	@Test
	void whenYamlKeysAreMistypedStopsWithFileAndLine(@TempDir Path directory, CapturedOutput output)
			throws IOException {
		Files.writeString(directory.resolve("application.yml"), """
				api-security:
				  authorization:
				    rules:
				      - pattern: /api/vip/**
				        role: s3cr3t
				  rate-limit:
				    policies:
				      "2.0": {}
				spring.config.import: "imported.yml,configtree:tree/"
				---
				spring.config.activate.on-profile: other
				api-security.hidden: true
				---
				spring.config.activate.on-profile: dev
				api-security.adit.enabled: true
				""".replace("imported.yml", directory.resolve("imported.yml").toUri().toString())
			.replace("tree/", directory.resolve("tree") + "/"));
		Files.writeString(directory.resolve("imported.yml"), "api-security:\n  masking.stratgies.a.type: full\n");
		Files.createDirectories(directory.resolve("tree/api-security/headers"));
		Files.writeString(directory.resolve("tree/api-security/headers/csp"), "s3cr3t");
		assertThatExceptionOfType(UnknownKeysException.class)
			.isThrownBy(() -> run("--spring.config.location=" + directory.toUri(), "--spring.profiles.active=dev",
					"--spring.application.json={\"api-security\":{\"redis\":{\"host\":\"s3cr3t\"}}}",
					"--api-security.cors.rulez=s3cr3t"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsPattern("rules\\[0].role \\(.*application.yml] - 5:15\\)")
			.containsPattern("policies.2.0 \\(.*application.yml]")
			.containsPattern("api-security.adit.enabled \\(.*application.yml] .*- 15:")
			.containsPattern("masking.stratgies.a.type \\(.*imported.yml].* - 2:")
			.containsPattern("api-security.headers.csp \\(.*csp")
			.contains("api-security.redis.host (", "api-security.cors.rulez (commandLineArgs)",
					"api-security.property-source (class path resource [", "'api-security.config.unknown-keys'")
			.doesNotContain("s3cr3t", "hidden");
	}

	private static void run(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments).close();
	}

	private static void check(List<String> keys) {
		Map<String, Object> properties = new LinkedHashMap<>();
		keys.forEach((key) -> properties.put(key, "true"));
		check(properties);
	}

	private static void check(Map<String, Object> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		check(environment);
	}

	private static void check(StandardEnvironment environment) {
		ConfigurationPropertySources.attach(environment);
		new ConfigurationCheck(environment, false).postProcessBeanFactory(new DefaultListableBeanFactory());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConfigAutoConfiguration.class)
	@PropertySource("classpath:io/github/apisecurity/config/unknown-key.properties")
	static class Application {

	}

}
