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

package io.github.apisecurity.token.issuer;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.audit.Hmac;
import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token in the hands of a client. Its first half is the same in all tokens of a
 * family and known to nobody who has none of them, so that the family is found by any of
 * them, however old; its second half is another one in each.
 *
 * @param first the half that the family shares
 * @param second the half of this token
 */
record PresentedToken(String first, String second) {

	/**
	 * At least 256 bits in each half, and no JWT, whose first half can be guessed.
	 */
	private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9_-]{88,512}");

	static @Nullable PresentedToken of(String token) {
		if (!FORMAT.matcher(token).matches()) {
			return null;
		}
		int half = token.length() / 2;
		return new PresentedToken(token.substring(0, half), token.substring(half));
	}

	String family() {
		return hash(this.first);
	}

	String hash() {
		return hash(this.second);
	}

	/**
	 * Return the one successor of this token. Neither this token nor the salt alone is
	 * enough to know it.
	 * @param salt the secret of the family in the store
	 * @return the successor
	 */
	PresentedToken successor(String salt) {
		SecretKey key = new SecretKeySpec(this.second.getBytes(StandardCharsets.US_ASCII), "HmacSHA384");
		return new PresentedToken(this.first, encode(Hmac.of(key, salt)));
	}

	String value() {
		return this.first + this.second;
	}

	@Override
	public String toString() {
		return "PresentedToken[" + family() + "]";
	}

	private static String hash(String half) {
		return encode(Sha256.of(half).array());
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

}
