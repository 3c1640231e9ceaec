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

package io.github.apisecurity.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.Assert;

/**
 * Hash of what is revoked, with the kind in its first three bits. Other texts with the
 * same one are not to be found, since they are verified texts of an issuer.
 */
final class RevocationKey {

	private static final int KIND_SHIFT = 61;

	private RevocationKey() {
	}

	static long of(Kind kind, @Nullable String issuer, String value) {
		String name = (issuer != null) ? issuer : "";
		// The length, so that no part of one text can be taken for one of the other.
		long hash = Sha256.of(name.length() + ":" + name + value).getLong(0) >>> 3;
		return ((long) (kind.ordinal() + 1) << KIND_SHIFT) | hash;
	}

	static int bit(long key) {
		return 1 << ((key >>> KIND_SHIFT) - 1);
	}

	static int bit(Kind kind) {
		return 1 << kind.ordinal();
	}

	/**
	 * Return what stands for a token that is named by somebody.
	 * @param value the identifier, or a token that has none
	 * @return the identifier, or what stands for the token
	 * @throws IllegalArgumentException when it is a token that has an identifier, by
	 * which it is known
	 */
	static String ofToken(String value) {
		String payload = payload(value);
		Assert.isTrue(payload.equals(value)
				|| !new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8).contains("\"jti\""),
				"'value' must be the 'jti' of the token");
		return payload;
	}

	/**
	 * Return the claims of a token that was accepted.
	 * @param token the token
	 * @return the claims, empty when it is no JWT
	 */
	@SuppressWarnings("unchecked")
	static Map<String, Object> claims(String token) {
		String payload = payload(token);
		try {
			return payload.equals(token) ? Map.of()
					: JsonMapper.shared().readValue(Base64.getUrlDecoder().decode(payload), Map.class);
		}
		catch (IllegalArgumentException | JacksonException ex) {
			return Map.of();
		}
	}

	/**
	 * Return what stands for a token without identifier. Of what has a JOSE header, the
	 * payload, which is signed as it is spelled, whereas a signature has many spellings.
	 * @param token the token
	 * @return the payload, or the whole token when it is of another kind
	 */
	static String payload(String token) {
		int first = token.indexOf('.');
		int last = token.lastIndexOf('.');
		// A brace and what can follow it, in Base64.
		boolean header = token.startsWith("ey") || token.startsWith("ew");
		return (header && first < last) ? token.substring(first + 1, last) : token;
	}

}
