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
import java.util.List;

/**
 * Tells addresses of the public Internet from all others, by the special-purpose
 * registries of IANA and the address of the host that virtual machines on Azure see. In
 * IPv6 only what is global unicast is public at all, which leaves out loopback,
 * link-local, unique local, multicast, NAT64, segment routing, and mapped and compatible
 * addresses.
 *
 * @since 0.1.0
 */
public final class PublicAddresses {

	/**
	 * Of IPv6: protocol assignments with Teredo, documentation, and 6to4, which carries
	 * an IPv4 address inside.
	 */
	private static final List<IpRange> RESERVED = IpRange.listOf("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10",
			"127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
			"192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "168.63.129.16",
			"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

	private static final IpRange GLOBAL_UNICAST = IpRange.parse("", "2000::/3");

	private PublicAddresses() {
	}

	/**
	 * Return whether the address is one of the public Internet.
	 * @param address the address
	 * @return whether it is public
	 */
	public static boolean contains(InetAddress address) {
		return contains(IpAddress.of(address));
	}

	static boolean contains(IpAddress address) {
		return (!address.ipv6() || GLOBAL_UNICAST.contains(address))
				&& RESERVED.stream().noneMatch((range) -> range.contains(address));
	}

}
