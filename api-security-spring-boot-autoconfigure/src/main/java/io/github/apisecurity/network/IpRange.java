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

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Range of addresses in CIDR notation, such as {@code 10.1.0.0/16} or
 * {@code 2001:db8::/32}. An address alone is the range of that address.
 *
 * @param network the first address of the range
 * @param prefixLength the length of the prefix in bits
 * @since 0.1.0
 */
public record IpRange(IpAddress network, int prefixLength) {

	private static final String ACTION = "Use an address or a range in CIDR notation, such as '10.1.0.0/16'.";

	/**
	 * Parse a range that comes from the configuration.
	 * @param property the name of the property, for the failure
	 * @param text the range
	 * @return the range
	 * @throws InvalidConfigurationPropertyValueException when the text is not a range or
	 * has bits set behind its prefix
	 */
	public static IpRange parse(String property, String text) {
		int slash = text.indexOf('/');
		IpAddress address = IpAddress.parse(((slash != -1) ? text.substring(0, slash) : text).trim());
		PropertyValue.refuseIf(address == null, property, text, ACTION);
		int prefixLength = (slash != -1) ? parsePrefixLength(text.substring(slash + 1).trim()) : address.bitLength();
		PropertyValue.refuseIf(prefixLength < 0 || prefixLength > address.bitLength(), property, text,
				"The prefix length must be between 0 and " + address.bitLength() + ". " + ACTION);
		IpAddress network = address.network(prefixLength);
		PropertyValue.refuseIf(!network.equals(address), property, text,
				"The address has bits set behind the prefix. Did you mean '" + network + "/" + prefixLength + "'?");
		return new IpRange(network, prefixLength);
	}

	/**
	 * Parse the ranges of a list of the configuration.
	 * @param property the name of the property
	 * @param texts the ranges
	 * @return the ranges in the same order
	 * @throws InvalidConfigurationPropertyValueException as for a single one
	 */
	public static List<IpRange> parseAll(String property, List<String> texts) {
		return IntStream.range(0, texts.size())
			.mapToObj((index) -> parse(property + "[" + index + "]", texts.get(index)))
			.toList();
	}

	static List<IpRange> listOf(String... texts) {
		return Stream.of(texts).map((text) -> parse("", text)).toList();
	}

	private static int parsePrefixLength(String text) {
		return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
	}

	/**
	 * Return whether the address is in this range.
	 * @param address the address
	 * @return whether it is; {@code false} for {@code null}
	 */
	public boolean contains(@Nullable IpAddress address) {
		return address != null && address.ipv6() == this.network.ipv6()
				&& address.startsWith(this.network.high(), this.network.low(), this.prefixLength);
	}

	@Override
	public String toString() {
		return this.network + "/" + this.prefixLength;
	}

}
