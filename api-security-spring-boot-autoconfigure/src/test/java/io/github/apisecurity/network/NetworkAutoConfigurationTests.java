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

package io.github.apisecurity.network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NetworkAutoConfiguration}.
 */
class NetworkAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NetworkAutoConfiguration.class));

	@Test
	void trustsNobodyByDefault() {
		this.contextRunner
			.run((context) -> assertThat(resolve(context.getBean(ClientAddressResolver.class))).isEqualTo("10.1.0.1"));
	}

	@Test
	void whenProxyIsTrustedReadsItsHeader() {
		this.contextRunner.withPropertyValues("api-security.network.trusted-proxies=10.1.0.0/16,::1")
			.run((context) -> assertThat(resolve(context.getBean(ClientAddressResolver.class))).isEqualTo("192.0.2.1"));
	}

	@Test
	void whenUserHasResolverItWins() {
		ClientAddressResolver resolver = (request) -> "203.0.113.1";
		this.contextRunner.withBean(ClientAddressResolver.class, () -> resolver)
			.run((context) -> assertThat(context).getBean(ClientAddressResolver.class).isSameAs(resolver));
	}

	@ParameterizedTest
	@CsvSource({ "proxy.example.com", "0.0.0.0/0", "::/0", "10.1.0.1/16" })
	void whenRangeIsBadDoesNotStart(String range) {
		this.contextRunner.withPropertyValues("api-security.network.trusted-proxies[0]=" + range)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("api-security.network.trusted-proxies[0]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.forward-headers-strategy=native", "spring.main.cloud-platform=kubernetes",
			"server.tomcat.remoteip.remote-ip-header=x-real-ip",
			"server.tomcat.remoteip.protocol-header=x-forwarded-proto" })
	void whenServerReadsTheHeadersItselfDoesNotStart(String property) {
		this.contextRunner.withPropertyValues("api-security.network.trusted-proxies=10.1.0.0/16")
			.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("server.")
				.hasMessageContaining("api-security.network.trusted-proxies"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.forward-headers-strategy=framework", "server.forward-headers-strategy=none" })
	void whenServerDoesNotReadTheHeadersOnACloudPlatformStarts(String property) {
		this.contextRunner
			.withPropertyValues("api-security.network.trusted-proxies=10.1.0.0/16",
					"spring.main.cloud-platform=kubernetes", property)
			.run((context) -> assertThat(resolve(context.getBean(ClientAddressResolver.class))).isEqualTo("192.0.2.1"));
	}

	@Test
	void whenNobodyIsTrustedServerMayReadTheHeaders() {
		this.contextRunner.withPropertyValues("server.forward-headers-strategy=native")
			.run((context) -> assertThat(context).hasSingleBean(ClientAddressResolver.class));
	}

	private static String resolve(ClientAddressResolver resolver) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("10.1.0.1");
		request.addHeader("X-Forwarded-For", "192.0.2.1");
		return resolver.resolve(request);
	}

}
