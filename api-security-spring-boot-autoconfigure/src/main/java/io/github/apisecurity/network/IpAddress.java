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
import java.util.HexFormat;

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

	private static final int GROUPS = 8;

	private static final byte[] IPV4_MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1 };

	private static final HexFormat hex = HexFormat.of();

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
		byte[] bytes = (ipv6) ? parseIpv6(address) : parseIpv4(address);
		return (bytes != null) ? new IpAddress(unmap(bytes)) : null;
	}

	private static boolean isZone(String text) {
		return !text.isEmpty() && text.length() <= MAX_ZONE_LENGTH
				&& text.chars().allMatch((character) -> character > ' ' && character < 127 && character != '%');
	}

	private static byte @Nullable [] parseIpv4(String text) {
		byte[] bytes = new byte[IPV4_LENGTH];
		int start = 0;
		for (int i = 0; i < IPV4_LENGTH; i++) {
			int end = (i < IPV4_LENGTH - 1) ? text.indexOf('.', start) : text.length();
			int value = parse(text, start, end, 3, 10);
			boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
			if (value < 0 || value > 255 || leadingZero) {
				return null;
			}
			bytes[i] = (byte) value;
			start = end + 1;
		}
		return bytes;
	}

	private static byte @Nullable [] parseIpv6(String text) {
		if (text.indexOf('.') != -1) {
			int start = text.lastIndexOf(':') + 1;
			byte[] embedded = parseIpv4(text.substring(start));
			return (embedded != null) ? parseIpv6(
					text.substring(0, start) + hex.formatHex(embedded, 0, 2) + ":" + hex.formatHex(embedded, 2, 4))
					: null;
		}
		int gap = text.indexOf("::");
		byte[] bytes = new byte[IPV6_LENGTH];
		int head = parseGroups(text, 0, (gap != -1) ? gap : text.length(), bytes, 0);
		int end = (gap != -1 && head >= 0) ? parseGroups(text, gap + 2, text.length(), bytes, head) : head;
		if (end < 0 || (end == IPV6_LENGTH) != (gap == -1)) {
			return null;
		}
		int tail = IPV6_LENGTH - (end - head);
		System.arraycopy(bytes, head, bytes, tail, end - head);
		Arrays.fill(bytes, head, tail, (byte) 0);
		return bytes;
	}

	private static int parseGroups(String text, int start, int end, byte[] bytes, int length) {
		int filled = length;
		for (int position = start; position <= end && start < end;) {
			int colon = text.indexOf(':', position);
			int groupEnd = (colon != -1 && colon < end) ? colon : end;
			int value = (filled < IPV6_LENGTH) ? parse(text, position, groupEnd, 4, 16) : -1;
			if (value < 0) {
				return -1;
			}
			bytes[filled++] = (byte) (value >> 8);
			bytes[filled++] = (byte) value;
			position = groupEnd + 1;
		}
		return filled;
	}

	private static int parse(String text, int start, int end, int maxDigits, int radix) {
		if (end <= start || end - start > maxDigits) {
			return -1;
		}
		int value = 0;
		for (int i = start; i < end; i++) {
			char character = text.charAt(i);
			int digit = HexFormat.isHexDigit(character) ? HexFormat.fromHexDigit(character) : radix;
			if (digit >= radix) {
				return -1;
			}
			value = value * radix + digit;
		}
		return value;
	}

	private static byte[] unmap(byte[] bytes) {
		int prefix = IPV4_MAPPED.length;
		return (bytes.length == IPV6_LENGTH && Arrays.equals(bytes, 0, prefix, IPV4_MAPPED, 0, prefix))
				? Arrays.copyOfRange(bytes, prefix, IPV6_LENGTH) : bytes;
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
	 * Return the literal, for IPv6 in the form of RFC 5952: lower case, no leading zeros,
	 * the first longest run of two or more zero groups left out.
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(39);
		if (!isIpv6()) {
			for (byte part : this.bytes) {
				text.append((text.isEmpty()) ? "" : ".").append(part & 0xff);
			}
			return text.toString();
		}
		int gap = -1;
		int gapLength = 1;
		for (int i = 0; i < GROUPS; i++) {
			int end = i;
			while (end < GROUPS && group(end) == 0) {
				end++;
			}
			if (end - i > gapLength) {
				gap = i;
				gapLength = end - i;
			}
		}
		for (int i = 0; i < GROUPS; i += (i == gap) ? gapLength : 1) {
			if (i == gap) {
				text.append("::");
			}
			else {
				text.append((i == 0 || i == gap + gapLength) ? "" : ":").append(Integer.toHexString(group(i)));
			}
		}
		return text.toString();
	}

	private int group(int index) {
		return (this.bytes[2 * index] & 0xff) << 8 | (this.bytes[2 * index + 1] & 0xff);
	}

}
