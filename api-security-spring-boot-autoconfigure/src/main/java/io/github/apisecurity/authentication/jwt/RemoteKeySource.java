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

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.JWSHeader;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.lang.Contract;

/**
 * {@link KeySource} that fetches the keys of a provider on first use and keeps them: one
 * fetch at a time, in the background before keys are old, and old ones while the provider
 * is down.
 * <p>
 * It is not made with {@code JWKSourceBuilder} of Nimbus, for what that cannot do: limit
 * the fetches for unknown keys alone, since a limit of all of them turns two failures
 * into an outage of the whole interval; ask a provider again soon after it failed; and
 * end old keys, which count as fresh for another refresh interval each time the provider
 * fails.
 */
class RemoteKeySource implements KeySource {

	private static final Log log = LogFactory.getLog(RemoteKeySource.class);

	private final String issuer;

	private final Callable<List<VerificationKey>> fetcher;

	private final Settings settings;

	private final InstantSource clock;

	private final Executor background;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean refreshing = new AtomicBoolean();

	private volatile @Nullable Fetched fetched;

	private volatile boolean failing;

	private volatile long nextAttempt;

	private long nextUnknownKeyFetch;

	RemoteKeySource(String issuer, Callable<List<VerificationKey>> fetcher, Settings settings, InstantSource clock,
			Executor background) {
		this.issuer = issuer;
		this.fetcher = fetcher;
		this.settings = settings;
		this.clock = clock;
		this.background = background;
	}

	@Override
	public List<VerificationKey> select(JWSHeader header) {
		Fetched current = current();
		List<VerificationKey> matches = VerificationKey.match(current.keys(), header);
		if (!matches.isEmpty() || VerificationKey.isKnown(current.keys(), header)) {
			return matches;
		}
		return VerificationKey.match(fetch(current, this.clock.millis(), true).keys(), header);
	}

	@Override
	public boolean isTrusted(VerificationKey key) {
		return current().keys().contains(key);
	}

	@Override
	public State state() {
		Fetched current = this.fetched;
		return isOlder(current, this.settings.maxAge(), this.clock.millis()) ? new State(0, null, this.failing)
				: new State(current.keys().size(), Instant.ofEpochMilli(current.time()), this.failing);
	}

	private Fetched current() {
		long now = this.clock.millis();
		Fetched current = this.fetched;
		long timeToLive = this.settings.timeToLive().toMillis();
		if (isOlder(current, this.failing ? this.settings.maxAge() : timeToLive, now)) {
			return fetch(current, now, false);
		}
		if ((this.failing || isOlder(current, timeToLive / 5 * 4, now)) && now >= this.nextAttempt
				&& this.refreshing.compareAndSet(false, true)) {
			this.background.execute(() -> refresh(current, now));
		}
		return current;
	}

	private void refresh(Fetched seen, long now) {
		try {
			fetch(seen, now, false);
		}
		catch (KeysUnavailableException ex) {
			// Those who need a key are told.
		}
		finally {
			this.refreshing.set(false);
		}
	}

	private Fetched fetch(@Nullable Fetched seen, long now, boolean unknownKey) {
		this.lock.lock();
		try {
			boolean early = unknownKey && now < this.nextUnknownKeyFetch;
			if (this.fetched == seen && early && !this.failing) {
				// Somebody has just asked for a key that there is not. This one may be
				// new.
				throw new KeysUnavailableException(Duration.ofMillis(this.nextUnknownKeyFetch - now));
			}
			if (this.fetched == seen && !early) {
				if (unknownKey) {
					this.nextUnknownKeyFetch = now + this.settings.unknownKeyInterval().toMillis();
				}
				ask(now);
			}
			Fetched current = this.fetched;
			// The key may be new: only the provider could tell.
			if ((unknownKey && this.failing) || isOlder(current, this.settings.maxAge(), now)) {
				throw unavailable();
			}
			return current;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ask(long now) {
		if (now < this.nextAttempt) {
			return;
		}
		try {
			List<VerificationKey> keys = this.fetcher.call();
			if (keys.isEmpty()) {
				throw new IOException("the key set has no usable key for signatures");
			}
			this.fetched = new Fetched(keys, now);
			this.failing = false;
		}
		catch (Exception ex) {
			// From now on, so that those who have waited meanwhile do not ask as well.
			this.nextAttempt = this.clock.millis() + this.settings.backoff();
			this.failing = true;
			log.warn("The keys of issuer '" + this.issuer + "' could not be fetched: " + ex.getMessage());
		}
	}

	private KeysUnavailableException unavailable() {
		long remaining = this.nextAttempt - this.clock.millis();
		return new KeysUnavailableException(Duration.ofMillis((remaining > 0) ? remaining : this.settings.backoff()));
	}

	@Contract("null, _, _ -> true")
	private static boolean isOlder(@Nullable Fetched fetched, long age, long now) {
		return fetched == null || now - fetched.time() >= age;
	}

	/**
	 * How the keys of a provider are kept.
	 *
	 * @param timeToLive how long keys are used without asking the provider
	 * @param outageTolerance how long keys are used beyond that while the provider is
	 * down
	 * @param unknownKeyInterval the least time between two fetches caused by unknown keys
	 */
	record Settings(Duration timeToLive, Duration outageTolerance, Duration unknownKeyInterval) {

		private static final long MAX_BACKOFF = 5000;

		long maxAge() {
			return this.timeToLive.plus(this.outageTolerance).toMillis();
		}

		long backoff() {
			return Math.min(this.unknownKeyInterval.toMillis(), MAX_BACKOFF);
		}

	}

	private record Fetched(List<VerificationKey> keys, long time) {
	}

}
