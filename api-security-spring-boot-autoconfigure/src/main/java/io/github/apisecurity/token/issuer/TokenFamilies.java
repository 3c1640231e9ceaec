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

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.function.Supplier;

import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.token.issuer.TokenFamily.Use;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;

/**
 * The families of refresh tokens: how a token becomes the next one, once, whoever asks at
 * the same time.
 */
class TokenFamilies {

	private static final int ATTEMPTS = 300;

	private final FamilyStore store;

	private final Duration maxLifetime;

	private final Duration grace;

	private final InstantSource clock;

	private final StringKeyGenerator salts = new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), 32);

	private final RareWarning failures = new RareWarning(LogFactory.getLog(TokenFamilies.class));

	TokenFamilies(FamilyStore store, Duration maxLifetime, Duration grace, InstantSource clock) {
		this.store = store;
		this.maxLifetime = maxLifetime;
		this.grace = grace;
		this.clock = clock;
	}

	boolean isInMemory() {
		return this.store instanceof MemoryFamilyStore;
	}

	Instant now() {
		return this.clock.instant();
	}

	@Nullable TokenFamily find(String name) {
		String stored = call(() -> this.store.find(name));
		return (stored != null) ? TokenFamily.decode(stored) : null;
	}

	Use use(TokenFamily family, PresentedToken token, Instant time) {
		return family.use(token, time, this.grace);
	}

	/**
	 * Begin a family.
	 * @param token its first token
	 * @param idle how long a token of it can stay unused
	 * @param binding the thumbprint of the key of the caller, empty when there is none
	 * @return the family
	 */
	TokenFamily begin(PresentedToken token, Duration idle, String binding) {
		Instant now = now();
		TokenFamily family = TokenFamily.begin(token, this.salts.generateKey(), now, idle, now.plus(this.maxLifetime),
				binding);
		call(() -> this.store.replace(token.family(), null, family.encode(), family.end()));
		return family;
	}

	/**
	 * Exchange a token for its successor, or repeat that.
	 * @param token the token
	 * @param time when it was presented
	 * @param binding the thumbprint of the key of the caller, empty when there is none
	 * @return the family, {@code null} when it has come to an end meanwhile
	 * @throws ProblemException when the caller is to try again
	 */
	@Nullable TokenFamily advance(PresentedToken token, Instant time, String binding) {
		for (int i = 0; i < ATTEMPTS; i++) {
			String before = call(() -> this.store.find(token.family()));
			if (before == null) {
				return null;
			}
			TokenFamily family = TokenFamily.decode(before);
			TokenFamily after = switch (use(family, token, time)) {
				case CURRENT -> family.rotate(token, now(), binding);
				case REPEATED -> family.repeat();
				// It was neither when the request came: others were faster.
				case REUSED, REPEATED_TOO_OFTEN, ENDED -> throw tryAgain();
			};
			if (call(() -> this.store.replace(token.family(), before, after.encode(), after.end()))) {
				return after;
			}
		}
		throw tryAgain();
	}

	/**
	 * End a family, so that none of its tokens is good for anything.
	 * @param name the name of the family
	 * @return whether it had not ended before
	 */
	boolean end(String name) {
		return call(() -> this.store.remove(name));
	}

	static ProblemException tryAgain() {
		return new ProblemException(
				Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader(HttpHeaders.RETRY_AFTER, "1"));
	}

	private <T extends @Nullable Object> T call(Supplier<T> call) {
		try {
			return call.get();
		}
		catch (RuntimeException ex) {
			this.failures.warn(() -> "The store of refresh tokens cannot be asked: " + ex);
			throw tryAgain();
		}
	}

}
