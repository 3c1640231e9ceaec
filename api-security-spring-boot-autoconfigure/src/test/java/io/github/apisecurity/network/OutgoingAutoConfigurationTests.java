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

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.FilteredHostException;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OutgoingAutoConfiguration}.
 */
class OutgoingAutoConfigurationTests {

	private static final String ON = "api-security.network.outgoing.public-addresses-only=true";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OutgoingAutoConfiguration.class, HttpClientAutoConfiguration.class));

	@Test
	void whenNothingIsSaidClientsStayAsTheyAre() {
		this.contextRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(InetAddressFilter.class);
			assertThat(context.getBean(HttpClientSettings.class).inetAddressFilter()).isNull();
		});
	}

	@Test
	void whenOnClientsConnectToPublicAddressesOnly() {
		this.contextRunner.withPropertyValues(ON).run((context) -> {
			InetAddressFilter filter = context.getBean(HttpClientSettings.class).inetAddressFilter();
			assertThat(filter.matches(InetAddress.getByName("1.1.1.1"))).isTrue();
			assertThat(filter.matches(InetAddress.getByName("168.63.129.16"))).isFalse();
			assertThat(filter.matches(InetAddress.getByName("::127.0.0.1"))).isFalse();
		});
	}

	@Test
	void whenOnNothingInsideIsConnectedTo() {
		this.contextRunner.withPropertyValues(ON).run((context) -> {
			HttpClientSettings settings = context.getBean(HttpClientSettings.class);
			try (ServerSocket internal = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				URI uri = URI.create("http://127.0.0.1:" + internal.getLocalPort() + "/");
				assertThatExceptionOfType(FilteredHostException.class)
					.isThrownBy(() -> ClientHttpRequestFactoryBuilder.jdk()
						.build(settings)
						.createRequest(uri, HttpMethod.GET)
						.execute());
				internal.setSoTimeout(1);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(internal::accept);
			}
		});
	}

	@Test
	void whenApplicationHasFilterBothDecide() {
		this.contextRunner.withPropertyValues(ON)
			.withBean(InetAddressFilter.class, () -> InetAddressFilter.not("1.1.1.1"))
			.run((context) -> {
				InetAddressFilter filter = context.getBean(HttpClientSettings.class).inetAddressFilter();
				assertThat(filter.matches(InetAddress.getByName("1.1.1.1"))).isFalse();
				assertThat(filter.matches(InetAddress.getByName("127.0.0.1"))).isFalse();
				assertThat(filter.matches(InetAddress.getByName("8.8.8.8"))).isTrue();
			});
	}

	@Test
	void whenClientsAreMissingBacksOff() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OutgoingAutoConfiguration.class))
			.withPropertyValues(ON)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("apiSecurityPublicAddressesPostProcessor"));
	}

}
