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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * IPv4 or IPv6 address, read from a literal and never from a name, so that no caller can
 * cause a look-up. An IPv4 address inside IPv6 ({@code ::ffff:192.0.2.1}) is the IPv4
 * address.
 *
 * @since 0.1.0
 */
public final class IpAddress {

	private static final int IPV6_LENGTH = 16;

	private static final int GROUPS = 8;

	private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	private static final String IPV4 = "(?:" + OCTET + "\\.){3}" + OCTET;

	private static final String GROUP = "[0-9a-fA-F]{0,4}";

	/**
	 * What may be a literal. The JDK looks up nothing that has this form.
	 */
	private static final Pattern LITERAL = Pattern
		.compile(IPV4 + "|((?:" + GROUP + ":){2,8}(?:" + GROUP + "|" + IPV4 + "))(?:%[!-$&-~]{1,32})?");

	private static final Pattern ZEROS = Pattern.compile("(?:^|:)(0(?::0)+)(?=:|$)");

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
		Matcher matcher = LITERAL.matcher((literal != null) ? literal : "");
		if (!matcher.matches()) {
			return null;
		}
		try {
			String ipv6 = matcher.group(1);
			return new IpAddress(InetAddress.getByName((ipv6 != null) ? ipv6 : matcher.group()).getAddress());
		}
		catch (UnknownHostException ex) {
			return null;
		}
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

	// Eight bytes, or the four of IPv4, as a number.
	long bits(int offset) {
		long bits = 0;
		for (int i = offset; i < Math.min(offset + 8, this.bytes.length); i++) {
			bits = bits << 8 | this.bytes[i] & 0xff;
		}
		return bits;
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
		if (!isIpv6()) {
			return (this.bytes[0] & 0xff) + "." + (this.bytes[1] & 0xff) + "." + (this.bytes[2] & 0xff) + "."
					+ (this.bytes[3] & 0xff);
		}
		StringBuilder text = new StringBuilder(39);
		for (int i = 0; i < GROUPS; i++) {
			text.append((i != 0) ? ":" : "").append(Integer.toHexString(group(i)));
		}
		int start = 0;
		int end = 0;
		int length = 0;
		for (Matcher zeros = ZEROS.matcher(text); zeros.find();) {
			if (zeros.group(1).length() > length) {
				start = zeros.start();
				length = zeros.group(1).length();
				end = zeros.end();
			}
		}
		return (length > 0) ? text.replace(start, Math.min(end + 1, text.length()), "::").toString() : text.toString();
	}

	private int group(int index) {
		return (this.bytes[2 * index] & 0xff) << 8 | (this.bytes[2 * index + 1] & 0xff);
	}

}
