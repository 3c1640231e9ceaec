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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * IPv4 or IPv6 address, read from a literal and never from a name, so that no caller can
 * cause a look-up. An IPv4 address inside IPv6 ({@code ::ffff:192.0.2.1}) is the IPv4
 * address.
 *
 * @since 0.1.0
 */
public final class IpAddress {

	private static final int IPV4_LENGTH = 4;

	private static final int IPV6_LENGTH = 16;

	/**
	 * The longest literal, {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}.
	 */
	private static final int MAX_LITERAL_LENGTH = 45;

	private static final int MAX_ZONE_LENGTH = 32;

	private final byte[] bytes;

	IpAddress(byte[] bytes) {
		this.bytes = bytes;
	}

	/**
	 * Parse a literal without brackets and port. The zone of an IPv6 address
	 * ({@code %eth0}) is ignored.
	 * @param literal the literal
	 * @return the address, or {@code null} when it is not one
	 */
	public static @Nullable IpAddress parse(@Nullable String literal) {
		if (literal == null) {
			return null;
		}
		int zone = literal.indexOf('%');
		String address = (zone != -1) ? literal.substring(0, zone) : literal;
		if (address.length() > MAX_LITERAL_LENGTH || (zone != -1 && !isZone(literal.substring(zone + 1)))) {
			return null;
		}
		boolean ipv6 = zone != -1 || address.indexOf(':') != -1;
		byte[] bytes = (ipv6) ? parseIpv6(address) : parseIpv4(address, 0, address.length());
		return (bytes != null) ? new IpAddress(unmap(bytes)) : null;
	}

	private static boolean isZone(String text) {
		return !text.isEmpty() && text.length() <= MAX_ZONE_LENGTH
				&& text.chars().allMatch((character) -> character > ' ' && character < 127 && character != '%');
	}

	private static byte @Nullable [] parseIpv4(String text, int start, int end) {
		byte[] bytes = new byte[IPV4_LENGTH];
		int position = start;
		for (int i = 0; i < IPV4_LENGTH; i++) {
			int value = 0;
			int first = position;
			while (position < end && isDigit(text.charAt(position)) && position - first < 3) {
				value = value * 10 + (text.charAt(position++) - '0');
			}
			boolean leadingZero = position - first > 1 && text.charAt(first) == '0';
			if (position == first || value > 255 || leadingZero) {
				return null;
			}
			bytes[i] = (byte) value;
			if (i < IPV4_LENGTH - 1 && (position >= end || text.charAt(position++) != '.')) {
				return null;
			}
		}
		return (position == end) ? bytes : null;
	}

	private static byte @Nullable [] parseIpv6(String text) {
		int gap = text.indexOf("::");
		if (gap == -1) {
			byte[] bytes = parseGroups(text, true);
			return (bytes != null && bytes.length == IPV6_LENGTH) ? bytes : null;
		}
		byte[] head = parseGroups(text.substring(0, gap), false);
		byte[] tail = parseGroups(text.substring(gap + 2), true);
		if (head == null || tail == null || head.length + tail.length > IPV6_LENGTH - 2) {
			return null;
		}
		byte[] bytes = Arrays.copyOf(head, IPV6_LENGTH);
		System.arraycopy(tail, 0, bytes, IPV6_LENGTH - tail.length, tail.length);
		return bytes;
	}

	private static byte @Nullable [] parseGroups(String text, boolean ipv4Allowed) {
		if (text.isEmpty()) {
			return new byte[0];
		}
		byte[] bytes = new byte[IPV6_LENGTH + 2];
		int length = 0;
		int position = 0;
		while (position <= text.length()) {
			int colon = text.indexOf(':', position);
			int end = (colon != -1) ? colon : text.length();
			if (length >= IPV6_LENGTH) {
				return null;
			}
			if (ipv4Allowed && colon == -1 && text.indexOf('.', position) != -1) {
				byte[] embedded = parseIpv4(text, position, end);
				if (embedded == null || length > IPV6_LENGTH - IPV4_LENGTH) {
					return null;
				}
				System.arraycopy(embedded, 0, bytes, length, IPV4_LENGTH);
				return Arrays.copyOf(bytes, length + IPV4_LENGTH);
			}
			int group = parseGroup(text, position, end);
			if (group < 0) {
				return null;
			}
			bytes[length++] = (byte) (group >> 8);
			bytes[length++] = (byte) group;
			position = end + 1;
		}
		return Arrays.copyOf(bytes, length);
	}

	private static int parseGroup(String text, int start, int end) {
		if (end == start || end - start > 4) {
			return -1;
		}
		int group = 0;
		for (int i = start; i < end; i++) {
			int digit = (text.charAt(i) < 128) ? Character.digit(text.charAt(i), 16) : -1;
			if (digit < 0) {
				return -1;
			}
			group = (group << 4) | digit;
		}
		return group;
	}

	private static byte[] unmap(byte[] bytes) {
		if (bytes.length != IPV6_LENGTH || bytes[10] != -1 || bytes[11] != -1) {
			return bytes;
		}
		for (int i = 0; i < 10; i++) {
			if (bytes[i] != 0) {
				return bytes;
			}
		}
		return Arrays.copyOfRange(bytes, 12, IPV6_LENGTH);
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	/**
	 * Return whether this is an IPv6 address.
	 * @return whether it is an IPv6 address
	 */
	public boolean isIpv6() {
		return this.bytes.length == IPV6_LENGTH;
	}

	/**
	 * Return the first address of the network this address is in.
	 * @param prefixLength the length of the prefix in bits
	 * @return the address with all bits behind the prefix cleared
	 */
	public IpAddress network(int prefixLength) {
		byte[] network = this.bytes.clone();
		for (int i = 0; i < network.length; i++) {
			int bits = Math.min(8, Math.max(0, prefixLength - i * 8));
			network[i] &= (byte) (0xff00 >> bits);
		}
		return new IpAddress(network);
	}

	boolean startsWith(IpAddress prefix, int prefixLength) {
		int whole = prefixLength / 8;
		int mask = 0xff00 >> prefixLength % 8;
		return this.bytes.length == prefix.bytes.length && Arrays.equals(this.bytes, 0, whole, prefix.bytes, 0, whole)
				&& (whole == this.bytes.length || ((this.bytes[whole] ^ prefix.bytes[whole]) & mask & 0xff) == 0);
	}

	int bitLength() {
		return this.bytes.length * 8;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof IpAddress address && Arrays.equals(this.bytes, address.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	/**
	 * Return the literal, for IPv6 in the form of RFC 5952.
	 */
	@Override
	public String toString() {
		return (isIpv6()) ? IpAddressFormat.ipv6(this.bytes) : IpAddressFormat.ipv4(this.bytes);
	}

}
