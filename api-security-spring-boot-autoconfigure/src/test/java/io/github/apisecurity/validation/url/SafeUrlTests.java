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

package io.github.apisecurity.validation.url;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SafeUrl @SafeUrl} and {@link PublicAddressDnsResolver}.
 */
class SafeUrlTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@CsvSource({ "any, https://example.com", "any, https://sub.example.com:443/a?b=c#d", "any, HTTPS://EXAMPLE.COM/",
			"any, https://xn--bcher-kva.example/", "ports, http://example.com:8080/",
			"hosts, https://api.example.com/" })
	void whenUrlIsFineHasNoViolation(String property, String url) {
		assertThat(validator.validateValue(Urls.class, property, url)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "any, http://example.com", "any, ftp://example.com", "any, file:///etc/passwd",
			"any, https://user@example.com", "any, https://example.com@evil.example/", "any, https://127.0.0.1/",
			"any, https://2130706433/", "any, https://0x7f000001/", "any, https://0177.0.0.1/", "any, https://127.1/",
			"any, https://[::1]/", "any, https://[::ffff:169.254.169.254]/", "any, https://localhost/",
			"any, https://example.com:8443/", "any, https://example.com.:443/", "any, 'https://exa mple.com/'",
			"any, https://example.com\\@evil.example/", "any, https://büch.example/", "any, //example.com/",
			"any, https:example.com", "any, javascript:alert(1)", "ports, http://example.com/",
			"hosts, https://example.org/", "hosts, https://evil-example.com/", "any, https://ex%61mple.com/",
			"any, https://metadata.google.1/", "any, https://example.com./", "any, https://a.0x7f/",
			"any, https://127.0.0.0x1/", "any, https://0x7f.1/", "any, https://[::ffff:7f00:1]/",
			"any, https://[fe80::1%25eth0]/", "any, https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/",
			"any, https://example\u3002com/", "any, https://example.com:99999/", "any, https://example.com:0/",
			"any, jar:https://example.com!/", "any, https://-a.example/" })
	void whenUrlIsBadHasOneViolation(String property, String url) {
		assertThat(validator.validateValue(Urls.class, property, url)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254",
			"172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
			"198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
			"fc00::1", "fd00::1", "ff02::1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "::ffff:127.0.0.1", "::127.0.0.1",
			"168.63.129.16", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "100::1" })
	void addressesOfSpecialPurposeAreNotPublic(String address) throws UnknownHostException {
		assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1",
			"198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001::1" })
	void otherAddressesArePublic(String address) throws UnknownHostException {
		assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "[::1]", "localhost" })
	void whenHostIsAnAddressItIsLookedAtToo(String host) throws IOException {
		try (ServerSocket internal = new ServerSocket(0, 1, InetAddress.getByName(host.replaceAll("[\\[\\]]", "")))) {
			URI uri = URI.create("http://" + host + ":" + internal.getLocalPort() + "/");
			assertThatExceptionOfType(UnknownHostException.class).isThrownBy(
					() -> PublicAddressDnsResolver.createRequestFactory().createRequest(uri, HttpMethod.GET).execute());
		}
	}

	@Test
	void whenOneOfTheAddressesIsNotPublicHostIsNot() {
		HostAddresses addresses = (host) -> new InetAddress[] { InetAddress.getByName("1.1.1.1"),
				InetAddress.getByName("169.254.169.254") };
		assertThat(addresses.arePublic("rebind.example")).isFalse();
	}

	@Test
	void whenNameChangesAfterTheCheckNothingIsConnectedTo() throws IOException {
		AtomicInteger calls = new AtomicInteger();
		HostAddresses rebinding = (host) -> new InetAddress[] {
				InetAddress.getByName((calls.getAndIncrement() == 0) ? "1.1.1.1" : "127.0.0.1") };
		assertThat(rebinding.arePublic("rebind.example")).isTrue();
		try (ServerSocket internal = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			URI uri = URI.create("http://rebind.example:" + internal.getLocalPort() + "/");
			assertThatExceptionOfType(UnknownHostException.class)
				.isThrownBy(() -> new PublicAddressDnsResolver(rebinding).toRequestFactory()
					.createRequest(uri, HttpMethod.GET)
					.execute());
			internal.setSoTimeout(1);
			assertThatExceptionOfType(java.net.SocketTimeoutException.class).isThrownBy(internal::accept);
		}
	}

	record Urls(@SafeUrl(resolve = false) String any,
			@SafeUrl(schemes = "http", ports = 8080, resolve = false) String ports,
			@SafeUrl(hosts = "*.example.com", resolve = false) String hosts) {

	}

}
