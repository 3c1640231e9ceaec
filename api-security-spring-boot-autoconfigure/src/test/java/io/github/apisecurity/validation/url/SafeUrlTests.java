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

import java.net.InetAddress;
import java.net.UnknownHostException;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeUrl @SafeUrl}.
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

	@Test
	void whenOneOfTheAddressesIsNotPublicHostIsNot() throws UnknownHostException {
		InetAddress external = InetAddress.getByName("1.1.1.1");
		assertThat(PublicHosts.arePublic(external)).isTrue();
		assertThat(PublicHosts.arePublic(external, InetAddress.getByName("169.254.169.254"))).isFalse();
	}

	@Test
	void hostIsPublicWhereItIsFoundAndItsAddressIs() {
		// None of them is asked of a server for names.
		assertThat(PublicHosts.contain("1.1.1.1")).isTrue();
		assertThat(PublicHosts.contain("169.254.169.254")).isFalse();
		assertThat(PublicHosts.contain("[nowhere")).isFalse();
	}

	record Urls(@SafeUrl(resolve = false) String any,
			@SafeUrl(schemes = "http", ports = 8080, resolve = false) String ports,
			@SafeUrl(hosts = "*.example.com", resolve = false) String hosts) {

	}

}
