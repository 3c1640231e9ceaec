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

package io.github.apisecurity.headers;

import java.security.SecureRandom;
import java.util.Base64;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The number that is used once: it is in the policy of an answer and in the scripts that
 * the application has written, and nobody else knows it.
 */
final class Nonce {

	static final String PLACEHOLDER = "{nonce}";

	static final String ATTRIBUTE = "cspNonce";

	private static final SecureRandom random = new SecureRandom();

	private Nonce() {
	}

	static String of(HttpServletRequest request) {
		if (request.getAttribute(ATTRIBUTE) instanceof String nonce) {
			return nonce;
		}
		byte[] bytes = new byte[16];
		random.nextBytes(bytes);
		String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		request.setAttribute(ATTRIBUTE, nonce);
		return nonce;
	}

}
