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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Immutable set of ranges that is small and quick with a million of them: 8 bytes for one
 * of IPv4, 17 for one of IPv6, and a binary search to find whether an address is in one.
 *
 * @since 0.1.0
 */
public final class IpRangeTable {

	private static final Comparator<IpRange> ORDER = Comparator
		.comparing((IpRange range) -> range.network().bits(0), Long::compareUnsigned)
		.thenComparing((range) -> range.network().bits(8), Long::compareUnsigned)
		.thenComparing(IpRange::prefixLength);

	/**
	 * The table that no address is in.
	 */
	public static final IpRangeTable EMPTY = of(List.of());

	/**
	 * The network in the upper and the length of the prefix in the lower bits.
	 */
	private final long[] ipv4;

	private final long[] ipv6High;

	private final long[] ipv6Low;

	private final byte[] ipv6Lengths;

	private IpRangeTable(List<IpRange> ipv4, List<IpRange> ipv6) {
		this.ipv4 = ipv4.stream().mapToLong((range) -> range.network().bits(0) << 8 | range.prefixLength()).toArray();
		this.ipv6High = ipv6.stream().mapToLong((range) -> range.network().bits(0)).toArray();
		this.ipv6Low = ipv6.stream().mapToLong((range) -> range.network().bits(8)).toArray();
		this.ipv6Lengths = new byte[ipv6.size()];
		for (int i = 0; i < this.ipv6Lengths.length; i++) {
			this.ipv6Lengths[i] = (byte) ipv6.get(i).prefixLength();
		}
	}

	/**
	 * Make a table.
	 * @param ranges the ranges, which may be in each other
	 * @return the table
	 */
	public static IpRangeTable of(Collection<IpRange> ranges) {
		return new IpRangeTable(outermost(ranges, false), outermost(ranges, true));
	}

	// A range comes after the one it is in, and ranges overlap in no other way.
	private static List<IpRange> outermost(Collection<IpRange> ranges, boolean ipv6) {
		List<IpRange> outermost = new ArrayList<>();
		ranges.stream().filter((range) -> range.network().isIpv6() == ipv6).sorted(ORDER).forEach((range) -> {
			if (outermost.isEmpty() || !outermost.get(outermost.size() - 1).contains(range.network())) {
				outermost.add(range);
			}
		});
		return outermost;
	}

	/**
	 * Return whether an address is in one of the ranges.
	 * @param address the address
	 * @return whether it is
	 */
	public boolean contains(IpAddress address) {
		return (address.isIpv6()) ? containsIpv6(address.bits(0), address.bits(8)) : containsIpv4(address.bits(0));
	}

	private boolean containsIpv4(long address) {
		int low = 0;
		int high = this.ipv4.length - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			if (this.ipv4[middle] >>> 8 <= address) {
				low = middle + 1;
			}
			else {
				high = middle - 1;
			}
		}
		if (high < 0) {
			return false;
		}
		long range = this.ipv4[high];
		return (address ^ range >>> 8) >>> (32 - (range & 0xff)) == 0;
	}

	private boolean containsIpv6(long addressHigh, long addressLow) {
		int low = 0;
		int high = this.ipv6High.length - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			int order = Long.compareUnsigned(this.ipv6High[middle], addressHigh);
			if (order < 0 || (order == 0 && Long.compareUnsigned(this.ipv6Low[middle], addressLow) <= 0)) {
				low = middle + 1;
			}
			else {
				high = middle - 1;
			}
		}
		return high >= 0 && startsWith(addressHigh, this.ipv6High[high], this.ipv6Lengths[high] & 0xff)
				&& startsWith(addressLow, this.ipv6Low[high], (this.ipv6Lengths[high] & 0xff) - 64);
	}

	private static boolean startsWith(long address, long network, int length) {
		return length <= 0 || (address ^ network) >>> (64 - Math.min(length, 64)) == 0;
	}

	/**
	 * Return how many ranges there are, without those that are in another.
	 * @return the number of ranges
	 */
	public int size() {
		return this.ipv4.length + this.ipv6High.length;
	}

}
