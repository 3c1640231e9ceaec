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

package io.github.apisecurity.authentication.jwt;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.JwtClaimNames;

/**
 * Tokens that were verified, by the hash of their text, so that the signature of a token
 * is verified once and not with every request. Whatever else decides about a token is
 * asked each time. A token enters when everything about it is good and never before, so
 * that forged ones take no room, and those of one subject take a part of the room only.
 */
class TokenCache {

	private static final Duration IDLE = Duration.ofMinutes(5);

	private final Cache<ByteBuffer, VerifiedToken> tokens;

	private final Map<Subject, Integer> subjects = new ConcurrentHashMap<>();

	private final int maxPerSubject;

	TokenCache(int maxSize, int maxPerSubject) {
		this.maxPerSubject = maxPerSubject;
		this.tokens = Caffeine.newBuilder()
			.maximumSize(maxSize)
			.expireAfterAccess(IDLE)
			.executor(Runnable::run)
			.removalListener(
					(@Nullable ByteBuffer key, @Nullable VerifiedToken token, RemovalCause cause) -> release(token))
			.recordStats()
			.build();
	}

	/**
	 * Find a token. Its dates and its key may have become bad since.
	 * @param value the token
	 * @return what is known of it or {@code null}
	 */
	@Nullable VerifiedToken find(String value) {
		return this.tokens.getIfPresent(Sha256.of(value));
	}

	void put(String value, VerifiedToken token) {
		ByteBuffer key = Sha256.of(value);
		this.tokens.invalidate(key);
		if (this.subjects.merge(Subject.of(token), 1, Integer::sum) > this.maxPerSubject) {
			release(token);
			return;
		}
		this.tokens.put(key, token);
	}

	Cache<ByteBuffer, VerifiedToken> tokens() {
		return this.tokens;
	}

	private void release(@Nullable VerifiedToken token) {
		if (token != null) {
			this.subjects.computeIfPresent(Subject.of(token), (subject, count) -> (count > 1) ? count - 1 : null);
		}
	}

	private record Subject(@Nullable Object issuer, @Nullable Object name) {

		static Subject of(VerifiedToken token) {
			return new Subject(token.claims().get(JwtClaimNames.ISS), token.claims().get(JwtClaimNames.SUB));
		}

	}

}
