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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link IpRange}.
 */
class IpRangeTests {

	@ParameterizedTest
	@CsvSource({ "10.1.0.0/16,10.1.255.255,true", "10.1.0.0/16,10.2.0.0,false", "10.1.0.0/16,::ffff:10.1.2.3,true",
			"192.0.2.1,192.0.2.1,true", "192.0.2.1,192.0.2.2,false", "2001:db8::/33,2001:db8:7fff::1,true",
			"2001:db8::/33,2001:db8:8000::1,false", "0.0.0.0/0,::1,false", "::/0,2001:db8::1,true" })
	void containsTheAddressesWithThePrefix(String range, String address, boolean expected) {
		assertThat(IpRange.parse("ranges", range).contains(IpAddress.parse(address))).isEqualTo(expected);
	}

	@Test
	void whenAddressIsMissingContainsIsFalse() {
		assertThat(IpRange.parse("ranges", "::/0").contains(null)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "proxy.example.com", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8",
			"::/129", "10.0.0.0/8.0", "10.0.0.1/8" })
	void whenRangeIsNotValidNamesPropertyAndValue(String range) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> IpRange.parse("api-security.network.trusted-proxies[0]", range))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("api-security.network.trusted-proxies[0]");
				assertThat(ex.getValue()).isEqualTo(range);
			});
	}

}
