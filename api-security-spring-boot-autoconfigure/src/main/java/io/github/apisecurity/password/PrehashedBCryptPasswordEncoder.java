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

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Bcrypt, which looks at 72 bytes only, of the SHA-384 in base64, which has 64.
 */
class PrehashedBCryptPasswordEncoder implements PasswordEncoder {

	private final BCryptPasswordEncoder delegate;

	PrehashedBCryptPasswordEncoder(int strength) {
		this.delegate = new BCryptPasswordEncoder(strength);
	}

	@Override
	public @Nullable String encode(@Nullable CharSequence password) {
		return this.delegate.encode(hash(password));
	}

	@Override
	public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
		return this.delegate.matches(hash(password), encoded);
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encoded) {
		return this.delegate.upgradeEncoding(encoded);
	}

	private static @Nullable String hash(@Nullable CharSequence password) {
		if (password == null || password.isEmpty()) {
			return null;
		}
		try {
			byte[] hash = MessageDigest.getInstance("SHA-384")
				.digest(password.toString().getBytes(StandardCharsets.UTF_8));
			return Base64.getEncoder().encodeToString(hash);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
