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
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.web.util.matcher.IpAddressMatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IpRangeTable}.
 */
class IpRangeTableTests {

	// Spring Security says what is in a range.
	@Test
	void containsWhatTheMatchersOfSpringSecurityContain() {
		Random random = new Random(17);
		for (int round = 0; round < 50; round++) {
			boolean ipv6 = round % 2 == 0;
			List<IpRange> ranges = IntStream.range(0, 100).mapToObj((i) -> range(random, ipv6)).toList();
			IpRangeTable table = IpRangeTable.of(ranges);
			List<IpAddressMatcher> matchers = ranges.stream()
				.map((range) -> new IpAddressMatcher(range.toString()))
				.toList();
			for (int i = 0; i < 200; i++) {
				IpAddress address = (i % 2 == 0) ? address(random, ipv6) : ranges.get(i / 2).network();
				boolean expected = matchers.stream().anyMatch((matcher) -> matcher.matches(address.toString()));
				assertThat(table.contains(address)).as(address + " in " + ranges).isEqualTo(expected);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "0.0.0.0/0, 255.255.255.255, true", "::/0, ffff::1, true", "::/0, 10.0.0.1, false",
			"0.0.0.0/0, ::1, false", "255.255.255.255, 255.255.255.255, true",
			"255.255.255.255, 255.255.255.254, false", "8000::/1, ffff::, true", "8000::/1, 7fff::, false",
			"2001:db8::/64, 2001:db8::1, true", "2001:db8::/64, 2001:db8:0:1::1, false",
			"2001:db8::/65, 2001:db8:0:0:8000::, false", "2001:db8::1, 2001:db8::1, true",
			"10.0.0.0/8, ::ffff:10.1.2.3, true" })
	void containsTheEdges(String range, String address, boolean expected) {
		IpRangeTable table = IpRangeTable.of(List.of(IpRange.parse("", range)));
		assertThat(table.contains(IpAddress.parse(address))).isEqualTo(expected);
	}

	@Test
	void leavesOutWhatIsInAnother() {
		IpRangeTable table = IpRangeTable.of(IpRange.listOf("10.1.0.0/16", "10.0.0.0/8", "10.1.2.3", "10.0.0.0/8",
				"11.0.0.0/8", "fd00::/8", "fd00::1"));
		assertThat(table.size()).isEqualTo(3);
		assertThat(IpRangeTable.EMPTY.contains(IpAddress.parse("10.0.0.1"))).isFalse();
	}

	private static IpRange range(Random random, boolean ipv6) {
		IpAddress address = address(random, ipv6);
		int length = random.nextInt(address.bitLength() + 1);
		return new IpRange(address.network(length), length);
	}

	// Few different bytes, so that ranges meet, and many upper halves of IPv6 are the
	// same.
	private static IpAddress address(Random random, boolean ipv6) {
		byte[] address = new byte[(ipv6) ? 16 : 4];
		for (int i = 0; i < address.length; i++) {
			address[i] = HexFormat.of().parseHex("00017f80feff")[random.nextInt(6)];
		}
		if (ipv6) {
			Arrays.fill(address, 0, random.nextInt(9), (byte) 0);
		}
		try {
			return IpAddress.of(InetAddress.getByAddress(address));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
