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

package io.github.apisecurity.audit;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentMap;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.util.StringUtils;

/**
 * Knows which tokens and keys were accepted lately, so that what is sent with each
 * request is recorded once in a while. It holds hashes or ends of them, and of a bounded
 * number: what is forgotten is recorded again.
 */
class AcceptedCredentials {

	private static final int MAX_CREDENTIALS = 100_000;

	private static final int LONG = 128;

	private static final int END = 32;

	private final ConcurrentMap<Object, Integer> recent;

	AcceptedCredentials(Duration interval, Ticker ticker) {
		this.recent = Caffeine.newBuilder()
			.maximumSize(MAX_CREDENTIALS)
			.expireAfterWrite(interval)
			.ticker(ticker)
			.<Object, Integer>build()
			.asMap();
	}

	/**
	 * Return whether the authentication is to be recorded. A log-in always is: only what
	 * is sent with each request repeats itself.
	 * @param authentication the authentication
	 * @return whether it has not been seen lately
	 */
	boolean add(Authentication authentication) {
		String credential = credential(authentication);
		return credential == null || this.recent.putIfAbsent(key(credential), 1) == null;
	}

	/**
	 * Forget an authentication that could not be recorded.
	 * @param authentication the authentication
	 */
	void remove(Authentication authentication) {
		String credential = credential(authentication);
		if (credential != null) {
			this.recent.remove(key(credential));
		}
	}

	/**
	 * Note that a log-in has failed, after which one that succeeds is recorded.
	 * @param login what was typed
	 */
	void failed(Authentication login) {
		// Of a token the name is the token.
		if (login instanceof UsernamePasswordAuthenticationToken) {
			this.recent.merge(failures(login), 1, Integer::sum);
		}
	}

	private static Object failures(Authentication login) {
		return Sha256.of("failed " + String.valueOf(login.getName()).strip().toLowerCase(Locale.ROOT));
	}

	private @Nullable String credential(Authentication authentication) {
		if (authentication instanceof CredentialDetails key) {
			return key.getCredentialId();
		}
		// What a certificate or a proxy says comes with each request.
		if (authentication instanceof PreAuthenticatedAuthenticationToken) {
			return authentication.getClass().getName() + ' ' + authentication.getName();
		}
		String token = TokenClaims.value(authentication);
		token = (token != null) ? token : AuthenticationAttempt.token();
		return (token != null) ? token : basic(authentication);
	}

	// Unlike a form, that comes with each request. Who has guessed it is somewhere else,
	// or has failed before.
	private @Nullable String basic(Authentication authentication) {
		HttpServletRequest request = Refusals.request();
		String header = (request != null) ? request.getHeader(HttpHeaders.AUTHORIZATION) : null;
		if (request == null || !StringUtils.startsWithIgnoreCase(header, "basic ")) {
			return null;
		}
		Authentication typed = AuthenticationAttempt.login();
		return Sha256
			.hex(authentication.getName() + '\n' + header + '\n' + request.getRemoteAddr() + '\n'
					+ request.getHeader("X-Forwarded-For") + '\n' + request.getHeader("Forwarded"), 32)
				+ this.recent.get(failures((typed != null) ? typed : authentication));
	}

	// With each request: the end of a long token is that of its signature, which is
	// random and of no use without the rest.
	private static Object key(String credential) {
		return (credential.length() <= LONG) ? Sha256.of(credential)
				: credential.hashCode() + credential.substring(credential.length() - END);
	}

}
