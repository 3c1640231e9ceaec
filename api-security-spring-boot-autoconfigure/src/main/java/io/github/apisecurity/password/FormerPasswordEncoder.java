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

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Verifies what was stored before: all formats of Spring Security, and bcrypt without the
 * name of its format in front.
 */
class FormerPasswordEncoder implements PasswordEncoder {

	private static final int BCRYPT_BYTES = 72;

	private final PasswordEncoder delegate = PasswordEncoderFactories.createDelegatingPasswordEncoder();

	@Override
	public @Nullable String encode(@Nullable CharSequence password) {
		throw new UnsupportedOperationException("Passwords are no longer stored like this");
	}

	@Override
	public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
		if (password == null || encoded == null) {
			return false;
		}
		String format = encoded.startsWith("$2") ? "{bcrypt}" + encoded : encoded;
		// Nobody could store a longer one.
		boolean tooLong = format.startsWith("{bcrypt}")
				&& password.toString().getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES;
		return format.startsWith("{") && !tooLong && this.delegate.matches(password, format);
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encoded) {
		return true;
	}

}
