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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RefreshAheadCachingJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeySource} that fetches the keys of a provider on first use and keeps them with
 * the cache of Nimbus: one fetch at a time, in the background before keys are old, and
 * old ones while the provider is down.
 * <p>
 * The layers are put together here instead of by {@code JWKSourceBuilder}, for what that
 * has no room for: a clock; a rate limit for unknown keys alone, since one for all
 * fetches lets forged tokens or two failures lock out every caller for the whole
 * interval; and an end to old keys, which count as fresh for another refresh interval
 * each time the provider fails.
 */
class RemoteKeySource implements KeySource {

	private static final Log log = LogFactory.getLog(RemoteKeySource.class);

	private final Settings settings;

	private final InstantSource clock;

	private final ExecutorService background;

	private final String issuer;

	private final Callable<List<JWK>> fetcher;

	private final Origin origin = new Origin();

	private final JWKSetSource<SecurityContext> cache;

	private final ReentrantLock unknownKeys = new ReentrantLock();

	private final AtomicBoolean retrying = new AtomicBoolean();

	private volatile long nextUnknownKeyFetch = Long.MIN_VALUE;

	RemoteKeySource(String issuer, Callable<List<JWK>> fetcher, Settings settings, InstantSource clock,
			ExecutorService background) {
		this.issuer = issuer;
		this.fetcher = fetcher;
		this.settings = settings;
		this.clock = clock;
		this.background = background;
		long timeToLive = settings.timeToLive().toMillis();
		long ahead = timeToLive / 5;
		this.cache = new RefreshAheadCachingJWKSetSource<>(
				new OutageTolerantJWKSetSource<>(this.origin, settings.maxAge(), null), timeToLive,
				Math.min(settings.patience().toMillis(), timeToLive - ahead), ahead, background, false, null, null,
				false);
	}

	@Override
	public List<JWK> select(JWSHeader header) {
		JWKSet current = current();
		List<JWK> matches = KeyMatcher.match(current.getKeys(), header);
		if (!matches.isEmpty() || KeyMatcher.isKnown(current.getKeys(), header)) {
			return matches;
		}
		return KeyMatcher.match(fetchForUnknownKey(current).getKeys(), header);
	}

	@Override
	public boolean isTrusted(JWK key) {
		return current().getKeys().contains(key);
	}

	@Override
	public State state() {
		Fetched fetched = this.origin.fetched;
		return (fetched != null && !isTooOld(fetched, this.clock.millis()))
				? new State(fetched.keys().size(), Instant.ofEpochMilli(fetched.time()), this.origin.failing)
				: new State(0, null, this.origin.failing);
	}

	private JWKSet current() {
		long now = this.clock.millis();
		JWKSet current = get(JWKSetCacheRefreshEvaluator.noRefresh(), now);
		if (this.origin.failing && now >= this.origin.nextAttempt && this.retrying.compareAndSet(false, true)) {
			this.background.execute(() -> retry(current, now));
		}
		return current;
	}

	private void retry(JWKSet seen, long now) {
		try {
			get(JWKSetCacheRefreshEvaluator.referenceComparison(seen), now);
		}
		catch (KeysUnavailableException ex) {
			// Those who need a key are told.
		}
		finally {
			this.retrying.set(false);
		}
	}

	private JWKSet fetchForUnknownKey(JWKSet seen) {
		this.unknownKeys.lock();
		try {
			long now = this.clock.millis();
			JWKSet current = get(JWKSetCacheRefreshEvaluator.noRefresh(), now);
			if (current == seen && now < this.nextUnknownKeyFetch && !this.origin.failing) {
				// Somebody has just asked for a key that there is not. This one may be
				// new.
				throw new KeysUnavailableException(Duration.ofMillis(this.nextUnknownKeyFetch - now));
			}
			if (current == seen && now >= this.nextUnknownKeyFetch) {
				this.nextUnknownKeyFetch = now + this.settings.unknownKeyInterval().toMillis();
				current = get(JWKSetCacheRefreshEvaluator.referenceComparison(seen), now);
			}
			if (this.origin.failing) {
				// The key may be new: only the provider could tell.
				throw this.origin.unavailable(now);
			}
			return current;
		}
		finally {
			this.unknownKeys.unlock();
		}
	}

	private JWKSet get(JWKSetCacheRefreshEvaluator evaluator, long now) {
		try {
			JWKSet keys = this.cache.getJWKSet(evaluator, now, null);
			if (isTooOld(this.origin.fetched, now)) {
				keys = this.cache.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(keys), now, null);
			}
			if (!isTooOld(this.origin.fetched, now)) {
				return keys;
			}
		}
		catch (KeySourceException ex) {
			// Logged where it happened.
		}
		throw this.origin.unavailable(now);
	}

	private boolean isTooOld(@Nullable Fetched fetched, long now) {
		return fetched == null || now - fetched.time() > this.settings.maxAge();
	}

	/**
	 * How the keys of a provider are cached.
	 *
	 * @param timeToLive how long keys are used without asking the provider
	 * @param outageTolerance how long keys are used beyond that while the provider is
	 * down
	 * @param unknownKeyInterval the least time between two fetches caused by unknown keys
	 * @param patience how long a caller waits for a fetch of another
	 */
	record Settings(Duration timeToLive, Duration outageTolerance, Duration unknownKeyInterval, Duration patience) {

		private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

		long maxAge() {
			return this.timeToLive.plus(this.outageTolerance).toMillis();
		}

		Duration backoff() {
			return (this.unknownKeyInterval.compareTo(MAX_BACKOFF) < 0) ? this.unknownKeyInterval : MAX_BACKOFF;
		}

	}

	private record Fetched(List<JWK> keys, long time) {

	}

	/**
	 * The provider, which is left alone for a moment after it failed.
	 */
	private final class Origin implements JWKSetSource<SecurityContext> {

		private volatile @Nullable Fetched fetched;

		private volatile boolean failing;

		private volatile long nextAttempt = Long.MIN_VALUE;

		@Override
		public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
				throws JWKSetUnavailableException {
			if (now < this.nextAttempt) {
				throw new JWKSetUnavailableException("failed a moment ago");
			}
			try {
				List<JWK> keys = KeyMatcher.usable(RemoteKeySource.this.fetcher.call());
				if (keys.isEmpty()) {
					throw new IOException("the key set has no usable key for signatures");
				}
				this.fetched = new Fetched(keys, now);
				this.failing = false;
				return new JWKSet(keys);
			}
			catch (Exception ex) {
				this.nextAttempt = now + RemoteKeySource.this.settings.backoff().toMillis();
				this.failing = true;
				log.warn("The keys of issuer '" + RemoteKeySource.this.issuer + "' could not be fetched: "
						+ ex.getMessage());
				throw new JWKSetUnavailableException("failed", ex);
			}
		}

		KeysUnavailableException unavailable(long now) {
			long remaining = this.nextAttempt - now;
			return new KeysUnavailableException(
					(this.nextAttempt > now) ? Duration.ofMillis(remaining) : RemoteKeySource.this.settings.backoff());
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

}
