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

package io.github.apisecurity.masking;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;

import io.github.apisecurity.audit.Hmac;

/**
 * A pseudonym: equal values have equal masks. The key is what makes it one, since there
 * are few enough national identifiers, phone numbers and birthdays to hash them all.
 */
final class HashStrategy implements MaskingStrategy {

	private static final String PREFIX = "hmac:";

	private static final int LENGTH = 16;

	private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{22}");

	private final SecretKey key;

	private final String prefix;

	HashStrategy(byte[] key, String keyId) {
		this.key = Hmac.key(key);
		this.prefix = PREFIX + keyId + ":";
	}

	@Override
	public String mask(String value) {
		if (value.startsWith(this.prefix) && HASH.matcher(value.substring(this.prefix.length())).matches()) {
			return value;
		}
		byte[] hash = Arrays.copyOf(Hmac.of(this.key, value), LENGTH);
		return this.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
	}

	@Override
	public boolean isMask(String text) {
		// Also under a key that has been rotated out.
		return text.startsWith(PREFIX);
	}

}
