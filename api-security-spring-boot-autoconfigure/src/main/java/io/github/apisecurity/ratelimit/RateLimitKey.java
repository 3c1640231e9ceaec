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

package io.github.apisecurity.ratelimit;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Whom a policy counts: one part, or the combination of several.
 *
 * @param parts the parts
 * @param whenMissing what happens when a part is missing
 * @param network finds the network of an address, which takes the place of a missing part
 * @param needsCaller whether it is known only after authentication
 * @param shared whether several callers have it in common, and none can choose it
 */
record RateLimitKey(List<Part> parts, WhenMissing whenMissing, UnaryOperator<@Nullable String> network,
		boolean needsCaller, boolean shared) {

	/**
	 * Bytes of the digest that are kept: no two keys meet by chance.
	 */
	private static final int DIGEST_LENGTH = 16;

	/**
	 * What callers send is not kept when it is longer.
	 */
	private static final int MAX_LENGTH = 96;

	RateLimitKey(List<Part> parts, WhenMissing whenMissing, UnaryOperator<@Nullable String> network) {
		this(List.copyOf(parts), whenMissing, network, parts.stream().anyMatch(Part::needsCaller),
				parts.stream().allMatch(Part::shared));
	}

	/**
	 * Return whether it is known only once the arguments of the method are.
	 * @return whether a part begins with the name of a parameter
	 */
	boolean needsArguments() {
		return this.parts.stream().anyMatch((part) -> part.name().startsWith("#"));
	}

	/**
	 * Return the key as text.
	 * @param context what is known of the request
	 * @return the text, {@code null} when a part is missing
	 */
	@Nullable String resolve(RateLimitContext context) {
		StringBuilder text = new StringBuilder(48);
		for (int i = 0; i < this.parts.size(); i++) {
			Part part = this.parts.get(i);
			String value = part.resolver().resolve(context);
			if (value == null) {
				return null;
			}
			append(text, part.name(), value);
		}
		return bounded(text);
	}

	/**
	 * Return the address of the client as key, for requests without.
	 * @param address the address, {@code null} outside of a request
	 * @return the text, {@code null} without address
	 */
	@Nullable String ofAddress(@Nullable String address) {
		String value = this.network.apply(address);
		return (value != null) ? bounded(append(new StringBuilder(48), "client-ip", value)) : null;
	}

	/**
	 * Return the key of given values.
	 * @param values a value for each part, as the part itself would find it
	 * @return the text
	 */
	String of(List<String> values) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < this.parts.size(); i++) {
			append(text, this.parts.get(i).name(), values.get(i));
		}
		return bounded(text);
	}

	private static StringBuilder append(StringBuilder text, String name, String value) {
		// The length keeps the parts apart, whatever they hold.
		return text.append(name).append('=').append(value.length()).append(':').append(value);
	}

	private static String bounded(StringBuilder text) {
		return (text.length() <= MAX_LENGTH) ? text.toString() : digest(text.toString());
	}

	static String digest(String text) {
		byte[] digest = Arrays.copyOf(Sha256.of(text).array(), DIGEST_LENGTH);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
	}

	@Override
	public String toString() {
		return this.parts.stream().map(Part::name).collect(Collectors.joining(","));
	}

	/**
	 * One part of a key.
	 *
	 * @param name the name, as in the configuration
	 * @param resolver finds the value
	 */
	record Part(String name, RateLimitKeyResolver resolver) {

		/**
		 * Return whether it is known only after authentication. That all callers have
		 * together is, too: what carries no credential must not use up the quota of
		 * everybody.
		 * @return whether it is
		 */
		boolean needsCaller() {
			return !this.name.equals("client-ip") && !this.name.startsWith("header:")
					&& !this.name.startsWith("query:");
		}

		/**
		 * Return whether it is the same for several callers, who cannot choose it.
		 * @return whether it is
		 */
		boolean shared() {
			return this.name.equals("global") || this.name.startsWith("claim:");
		}

	}

}
