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

package io.github.apisecurity.authentication.jwk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeySource} that fetches the keys of a provider on first use and keeps them.
 * <p>
 * Young keys are used as they are; ageing ones are fetched anew in the background; old
 * ones are fetched before they are used, but go on while the provider is down. Tokens
 * that name unknown keys cause one fetch per interval, however many they are. At most one
 * fetch runs at a time, and after a failure the provider is left alone for a moment.
 *
 * @since 0.1.0
 */
public final class RemoteKeySource implements KeySource {

	private static final Log log = LogFactory.getLog(RemoteKeySource.class);

	private final String issuer;

	private final KeyFetcher fetcher;

	private final KeyCacheSettings settings;

	private final InstantSource clock;

	private final Executor background;

	private final ReentrantLock fetching = new ReentrantLock();

	private volatile @Nullable Snapshot snapshot;

	private volatile boolean failing;

	private volatile Instant nextAttempt = Instant.MIN;

	private volatile Instant nextUnknownKeyFetch = Instant.MIN;

	/**
	 * Create a new source.
	 * @param issuer the issuer, for the log
	 * @param fetcher what fetches the keys
	 * @param settings how keys are cached
	 */
	public RemoteKeySource(String issuer, KeyFetcher fetcher, KeyCacheSettings settings) {
		this(issuer, fetcher, settings, InstantSource.system(), RemoteKeySource::startDaemon);
	}

	RemoteKeySource(String issuer, KeyFetcher fetcher, KeyCacheSettings settings, InstantSource clock,
			Executor background) {
		this.issuer = issuer;
		this.fetcher = fetcher;
		this.settings = settings;
		this.clock = clock;
		this.background = background;
	}

	private static void startDaemon(Runnable task) {
		Thread thread = new Thread(task, "api-security-keys");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public List<JWK> select(JWSHeader header) {
		Snapshot current = current();
		List<JWK> matches = KeyMatcher.match(current.keys(), header);
		if (!matches.isEmpty() || KeyMatcher.isKnown(current.keys(), header)) {
			return matches;
		}
		return KeyMatcher.match(fetchForUnknownKey(current).keys(), header);
	}

	@Override
	public KeySourceState state() {
		Snapshot current = this.snapshot;
		return (current != null && age(current).compareTo(maxAge()) <= 0)
				? new KeySourceState(current.keys().size(), current.fetchedAt(), this.failing)
				: new KeySourceState(0, null, this.failing);
	}

	private Snapshot current() {
		Snapshot current = this.snapshot;
		if (current == null) {
			return fetch(null);
		}
		Duration age = age(current);
		if (age.compareTo(this.settings.refreshAfter()) < 0) {
			return current;
		}
		if (age.compareTo(maxAge()) > 0) {
			return fetch(current);
		}
		if (age.compareTo(this.settings.timeToLive()) < 0 || this.failing) {
			fetchInBackground(current);
			return current;
		}
		return fetchUnlessFetching(current);
	}

	private Snapshot fetchUnlessFetching(Snapshot current) {
		if (this.fetching.isLocked()) {
			return current;
		}
		try {
			return fetch(current);
		}
		catch (KeysUnavailableException ex) {
			return current;
		}
	}

	private void fetchInBackground(Snapshot current) {
		if (this.fetching.isLocked() || this.clock.instant().isBefore(this.nextAttempt)) {
			return;
		}
		this.background.execute(() -> fetchUnlessFetching(current));
	}

	private Snapshot fetchForUnknownKey(Snapshot seen) {
		this.fetching.lock();
		try {
			Snapshot current = this.snapshot;
			if (current != null && current != seen) {
				return current;
			}
			Instant now = this.clock.instant();
			if (now.isBefore(this.nextUnknownKeyFetch)) {
				if (this.failing) {
					// The key may be new: only the provider could tell.
					throw unavailable(now);
				}
				return seen;
			}
			this.nextUnknownKeyFetch = now.plus(this.settings.unknownKeyInterval());
			return fetch(seen);
		}
		finally {
			this.fetching.unlock();
		}
	}

	private Snapshot fetch(@Nullable Snapshot seen) {
		this.fetching.lock();
		try {
			Snapshot current = this.snapshot;
			if (current != null && current != seen) {
				return current;
			}
			Instant now = this.clock.instant();
			if (now.isBefore(this.nextAttempt)) {
				throw unavailable(now);
			}
			return fetchNow();
		}
		finally {
			this.fetching.unlock();
		}
	}

	private Snapshot fetchNow() {
		try {
			List<JWK> keys = KeyMatcher.usable(this.fetcher.fetch());
			if (keys.isEmpty()) {
				throw new IOException("the key set has no usable key for signatures");
			}
			Snapshot fetched = new Snapshot(keys, this.clock.instant());
			this.snapshot = fetched;
			this.failing = false;
			return fetched;
		}
		catch (IOException | RuntimeException ex) {
			this.failing = true;
			Instant now = this.clock.instant();
			this.nextAttempt = now.plus(this.settings.backoff());
			log.warn("The keys of issuer '" + this.issuer + "' could not be fetched: " + ex.getMessage());
			throw unavailable(now);
		}
	}

	private KeysUnavailableException unavailable(Instant now) {
		Duration remaining = Duration.between(now, this.nextAttempt);
		return new KeysUnavailableException(
				(remaining.isNegative() || remaining.isZero()) ? this.settings.backoff() : remaining);
	}

	private Duration maxAge() {
		return this.settings.timeToLive().plus(this.settings.outageTolerance());
	}

	private Duration age(Snapshot snapshot) {
		return Duration.between(snapshot.fetchedAt(), this.clock.instant());
	}

	private record Snapshot(List<JWK> keys, Instant fetchedAt) {

	}

}
