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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Whom a policy counts: one part, or the combination of several.
 *
 * @param parts the parts
 * @param whenMissing what happens when a part is missing
 * @param clientAddress the part that takes the place of a missing one
 */
record RateLimitKey(List<Part> parts, WhenMissing whenMissing, Part clientAddress) {

	/**
	 * Bytes of the digest that are kept: no two keys meet by chance.
	 */
	private static final int DIGEST_LENGTH = 16;

	RateLimitKey {
		parts = List.copyOf(parts);
	}

	/**
	 * Return whether the key is known only after authentication.
	 * @return whether any part needs the caller
	 */
	boolean needsCaller() {
		return this.parts.stream().anyMatch(Part::needsCaller);
	}

	/**
	 * Return the digest of the key.
	 * @param context what is known of the request
	 * @return the digest, {@code null} when a part is missing
	 */
	@Nullable String resolve(RateLimitContext context) {
		StringBuilder text = new StringBuilder();
		for (Part part : this.parts) {
			String value = part.resolver().resolve(context);
			if (value == null) {
				return null;
			}
			// The length keeps the parts apart, whatever they hold.
			text.append(part.name()).append('=').append(value.length()).append(':').append(value);
		}
		return digest(text.toString());
	}

	/**
	 * Return the digest of the address of the client, for requests without key.
	 * @param context what is known of the request
	 * @return the digest, {@code null} outside of a request
	 */
	@Nullable String resolveFallback(RateLimitContext context) {
		String value = this.clientAddress.resolver().resolve(context);
		return (value != null) ? digest(this.clientAddress.name() + "=" + value.length() + ":" + value) : null;
	}

	/**
	 * Return the digest of given values.
	 * @param values a value for each part, as the part itself would find it
	 * @return the digest
	 */
	String digest(List<String> values) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < this.parts.size(); i++) {
			String value = values.get(i);
			text.append(this.parts.get(i).name()).append('=').append(value.length()).append(':').append(value);
		}
		return digest(text.toString());
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_LENGTH));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return this.parts.stream().map(Part::name).collect(Collectors.joining(","));
	}

	/**
	 * One part of a key.
	 *
	 * @param name the name, as in the configuration
	 * @param needsCaller whether it is known only after authentication
	 * @param resolver finds the value
	 */
	record Part(String name, boolean needsCaller, RateLimitKeyResolver resolver) {

	}

}
