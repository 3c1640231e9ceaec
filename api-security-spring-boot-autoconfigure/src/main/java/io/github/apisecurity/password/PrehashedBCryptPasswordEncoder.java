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

package io.github.apisecurity.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/**
 * Bcrypt, which looks at 72 bytes only, of the SHA-384 in base64, which has 64.
 */
class PrehashedBCryptPasswordEncoder extends BCryptPasswordEncoder {

	PrehashedBCryptPasswordEncoder(int strength) {
		super(strength);
	}

	@Override
	protected String encodeNonNullPassword(String password) {
		return super.encodeNonNullPassword(hash(password));
	}

	@Override
	protected boolean matchesNonNull(String password, String encoded) {
		return super.matchesNonNull(hash(password), encoded);
	}

	private static String hash(String password) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-384").digest(password.getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
