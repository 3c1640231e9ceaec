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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public Internet from all others, by the special-purpose
 * registries of IANA and the address of the host that virtual machines on Azure see. In
 * IPv6 only what is global unicast is public at all, which leaves out loopback,
 * link-local, unique local, multicast, NAT64 and mapped addresses.
 */
final class PublicAddresses {

	private static final List<Block> RESERVED_V4 = List.of(block(8, 0), block(8, 10), block(10, 100, 64), block(8, 127),
			block(16, 169, 254), block(12, 172, 16), block(24, 192, 0, 0), block(24, 192, 0, 2), block(24, 192, 88, 99),
			block(16, 192, 168), block(15, 198, 18), block(24, 198, 51, 100), block(24, 203, 0, 113), block(4, 224),
			block(4, 240), block(32, 168, 63, 129, 16));

	private static final Block GLOBAL_V6 = block(3, 0x20);

	/**
	 * Protocol assignments with Teredo, documentation and 6to4, the last two of which
	 * carry an IPv4 address inside.
	 */
	private static final List<Block> RESERVED_V6 = List.of(block(23, 0x20, 0x01, 0, 0),
			block(32, 0x20, 0x01, 0x0d, 0xb8), block(16, 0x20, 0x02), block(20, 0x3f, 0xff, 0x00));

	private PublicAddresses() {
	}

	static boolean contains(InetAddress address) {
		byte[] bytes = address.getAddress();
		if (address instanceof Inet4Address) {
			return RESERVED_V4.stream().noneMatch((block) -> block.contains(bytes));
		}
		return GLOBAL_V6.contains(bytes) && RESERVED_V6.stream().noneMatch((block) -> block.contains(bytes));
	}

	private static Block block(int bits, int... prefix) {
		return new Block(bits, Arrays.copyOf(prefix, 4));
	}

	/**
	 * Block of addresses.
	 *
	 * @param bits the length of the prefix
	 * @param prefix the first bytes
	 */
	private record Block(int bits, int[] prefix) {

		boolean contains(byte[] address) {
			for (int i = 0; i < this.bits; i++) {
				int mask = 0x80 >> (i % 8);
				if ((address[i / 8] & mask) != (this.prefix[i / 8] & mask)) {
					return false;
				}
			}
			return true;
		}

	}

}
