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

package io.github.apisecurity.authentication.apikey;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * Text of an API key: {@code <prefix>_<environment>_<id>_<secret><checksum>}. A double
 * click selects all of it, scanners for leaked secrets find it, and the checksum refuses
 * typing errors without a look-up.
 */
class ApiKeyFormat {

	private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	private static final int ID_LENGTH = 12;

	/**
	 * 43 characters out of 62 are 256 bits.
	 */
	private static final int SECRET_LENGTH = 43;

	private static final int CHECKSUM_LENGTH = 6;

	private static final SecureRandom random = new SecureRandom();

	private final String start;

	private final Pattern pattern;

	ApiKeyFormat(String prefix, String environment) {
		this.start = prefix + "_" + environment + "_";
		this.pattern = Pattern.compile(Pattern.quote(this.start) + "([0-9A-Za-z]{" + ID_LENGTH + "})_([0-9A-Za-z]{"
				+ SECRET_LENGTH + "})([0-9A-Za-z]{" + CHECKSUM_LENGTH + "})");
	}

	/**
	 * Return whether the text starts like a key.
	 * @param text the text
	 * @return whether it does
	 */
	boolean isKeyLike(String text) {
		return text.startsWith(this.start);
	}

	/**
	 * Parse a key.
	 * @param text the text
	 * @return the key or {@code null} when it is not one
	 */
	@Nullable PresentedKey parse(String text) {
		Matcher matcher = this.pattern.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		String content = text.substring(0, text.length() - CHECKSUM_LENGTH);
		return checksum(content).equals(matcher.group(3)) ? new PresentedKey(matcher.group(1), matcher.group(2)) : null;
	}

	PresentedKey generate() {
		return new PresentedKey(randomText(ID_LENGTH), randomText(SECRET_LENGTH));
	}

	String format(PresentedKey key) {
		String content = this.start + key.id() + "_" + key.secret();
		return content + checksum(content);
	}

	private static String randomText(int length) {
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
		}
		return text.toString();
	}

	private static String checksum(String content) {
		CRC32 crc = new CRC32();
		crc.update(content.getBytes(StandardCharsets.US_ASCII));
		long value = crc.getValue();
		char[] text = new char[CHECKSUM_LENGTH];
		for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
			text[i] = ALPHABET.charAt((int) (value % ALPHABET.length()));
			value /= ALPHABET.length();
		}
		return new String(text);
	}

	/**
	 * The parts of a key that matter.
	 *
	 * @param id the identifier
	 * @param secret the secret
	 */
	record PresentedKey(String id, String secret) {

		@Override
		public String toString() {
			return "PresentedKey[" + this.id + "]";
		}

	}

}
