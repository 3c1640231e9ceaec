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
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IpAddress}.
 */
class IpAddressTests {

	@ParameterizedTest
	@CsvSource({ "192.0.2.1,192.0.2.1", "0.0.0.0,0.0.0.0", "::ffff:192.0.2.1,192.0.2.1", "::ffff:c000:201,192.0.2.1",
			"2001:DB8:0:0:0:0:0:1,2001:db8::1", "2001:db8::1%eth0,2001:db8::1", "::,::", "::1,::1", "1::,1::",
			"2001:0:0:1:0:0:0:1,2001:0:0:1::1", "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1", "::1.2.3.4,::102:304",
			"64:ff9b::192.0.2.1,64:ff9b::c000:201" })
	void whenLiteralIsValidParses(String literal, String expected) {
		assertThat(IpAddress.parse(literal)).hasToString(expected);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ",
			"1.2.3.-4", "0x7f.1", "2130706433", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", ":1", "1:",
			"12345::", "g::", "::1.2.3", "1.2.3.4::", "%eth0", "::%", "::1%", "192.0.2.1%eth0", "::1%a%b", "::1%a b",
			"::1%aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "unknown", "_hidden", "1:2:3:4:5:6:7::8::", "١.2.3.4", "::１",
			"1111:1111:1111:1111:1111:1111:1111:1111:1111" })
	void whenLiteralIsNotValidReturnsNull(String literal) {
		assertThat(IpAddress.parse(literal)).isNull();
	}

	@Test
	void whenBytesAreRandomAgreesWithTheJdk() throws Exception {
		Random random = new Random(42);
		for (int i = 0; i < 5000; i++) {
			byte[] bytes = new byte[(i % 2 == 0) ? 16 : 4];
			random.nextBytes(bytes);
			for (int j = 0; j < bytes.length; j += 2) {
				if (random.nextInt(3) == 0) {
					bytes[j] = 0;
					bytes[j + 1] = 0;
				}
			}
			InetAddress expected = InetAddress.getByAddress(bytes);
			IpAddress address = IpAddress.parse(expected.getHostAddress());
			assertThat(address).isNotNull();
			assertThat(InetAddress.getByName(address.toString())).isEqualTo(expected);
			assertThat(IpAddress.parse(address.toString())).isEqualTo(address).hasSameHashCodeAs(address);
		}
	}

	@Test
	void networkClearsTheBitsBehindThePrefix() {
		IpAddress ipv6 = IpAddress.parse("2001:db8:1:2:3:4:5:6");
		assertThat(ipv6).isNotNull();
		assertThat(ipv6.network(64)).hasToString("2001:db8:1:2::");
		assertThat(ipv6.network(33)).hasToString("2001:db8::");
		assertThat(ipv6.network(0)).hasToString("::");
		assertThat(ipv6.network(128)).isEqualTo(ipv6);
		assertThat(ipv6.ipv6()).isTrue();
	}

}
