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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * IPv4 or IPv6 address, read from a literal and never from a name, so that no caller can
 * cause a look-up. An IPv4 address inside IPv6 ({@code ::ffff:192.0.2.1}) is the IPv4
 * address.
 *
 * @param ipv6 whether it is one of IPv6
 * @param high the upper eight bytes, whose first four are all there is of IPv4
 * @param low the lower eight bytes
 * @since 0.1.0
 */
public record IpAddress(boolean ipv6, long high, long low) {

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

	static IpAddress of(InetAddress address) {
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		return (address instanceof Inet6Address) ? new IpAddress(true, bytes.getLong(), bytes.getLong())
				: new IpAddress(false, (long) bytes.getInt() << Integer.SIZE, 0);
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
			return of(InetAddress.getByName((ipv6 != null) ? ipv6 : matcher.group()));
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	/**
	 * Return the first address of the network this address is in.
	 * @param prefixLength the length of the prefix in bits
	 * @return the address with all bits behind the prefix cleared
	 */
	public IpAddress network(int prefixLength) {
		return new IpAddress(this.ipv6, this.high & mask(prefixLength), this.low & mask(prefixLength - Long.SIZE));
	}

	boolean startsWith(long high, long low, int prefixLength) {
		return ((this.high ^ high) & mask(prefixLength)) == 0
				&& ((this.low ^ low) & mask(prefixLength - Long.SIZE)) == 0;
	}

	private static long mask(int length) {
		return (length > 0) ? -1L << Math.max(0, Long.SIZE - length) : 0;
	}

	int bitLength() {
		return (this.ipv6) ? 128 : 32;
	}

	/**
	 * Return the literal, for IPv6 in the form of RFC 5952: lower case, no leading zeros,
	 * the first longest run of two or more zero groups left out.
	 */
	@Override
	public String toString() {
		if (!this.ipv6) {
			return (this.high >>> 56) + "." + (this.high >>> 48 & 0xff) + "." + (this.high >>> 40 & 0xff) + "."
					+ (this.high >>> 32 & 0xff);
		}
		StringBuilder text = new StringBuilder(39);
		for (int i = 0; i < GROUPS; i++) {
			long half = (i < GROUPS / 2) ? this.high : this.low;
			text.append((i != 0) ? ":" : "").append(Long.toHexString(half >>> 48 - i % 4 * 16 & 0xffff));
		}
		return ZEROS.matcher(text)
			.results()
			.reduce((longest, zeros) -> (zeros.group(1).length() > longest.group(1).length()) ? zeros : longest)
			.map((zeros) -> text.replace(zeros.start(), Math.min(zeros.end() + 1, text.length()), "::"))
			.orElse(text)
			.toString();
	}

}
