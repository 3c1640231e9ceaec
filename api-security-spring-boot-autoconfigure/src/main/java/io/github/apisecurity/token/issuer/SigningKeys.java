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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The signing keys: the current one, the next one, which is published long before it is
 * used, and those that are retired, until the last token that they have signed ends.
 * Which is which is a matter of the time alone, so that all nodes agree.
 */
class SigningKeys implements ApplicationListener<ContextRefreshedEvent> {

	static final SecurityEventType CREATED = new SecurityEventType("crypt_signing_key_created", Outcome.SUCCESS);

	static final SecurityEventType RETIRED = new SecurityEventType("crypt_signing_key_retired", Outcome.SUCCESS,
			Severity.WARNING);

	private static final Log log = LogFactory.getLog(SigningKeys.class);

	private static final int KEY_SIZE = 2048;

	private static final int ATTEMPTS = 5;

	private static final Duration MAX_LEAD = Duration.ofDays(1);

	private static final Duration QUIET = Duration.ofMinutes(1);

	private final SigningKeyStore store;

	private final Duration rotationPeriod;

	private final Duration tokenLifetime;

	private final SecurityEventPublisher events;

	private final InstantSource clock;

	private final ReentrantLock lock = new ReentrantLock();

	private Instant quietUntil = Instant.MIN;

	SigningKeys(SigningKeyStore store, Duration rotationPeriod, Duration tokenLifetime, SecurityEventPublisher events,
			InstantSource clock) {
		this.store = store;
		this.rotationPeriod = rotationPeriod;
		this.tokenLifetime = tokenLifetime;
		this.events = events;
		this.clock = clock;
	}

	// Keys that cannot be decrypted stop the start, which needs no store.
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		try {
			this.store.keys();
		}
		catch (SharedStateUnavailableException ex) {
			log.debug("The signing keys cannot be read yet", ex);
		}
	}

	/**
	 * Return the key that signs.
	 * @return the key
	 */
	RSAKey current() {
		return keys().stream()
			.filter((key) -> key.state() == State.CURRENT)
			.findFirst()
			.map(Key::key)
			.orElseThrow(() -> new IllegalStateException("There is no signing key"));
	}

	/**
	 * Return what verifies, with nothing private in it but what signs.
	 * @return the keys
	 */
	List<JWK> published() {
		return keys().stream()
			.map((key) -> (JWK) ((key.state() == State.CURRENT) ? key.key() : key.key().toPublicJWK()))
			.toList();
	}

	/**
	 * Return all keys, after those that are missing were made.
	 * @return the keys in the order of their use
	 */
	List<Key> keys() {
		Instant now = this.clock.instant();
		List<Key> keys = read(now);
		if (isComplete(keys) || !this.lock.tryLock()) {
			if (!keys.isEmpty()) {
				return keys;
			}
			// The very first ones, which another thread is making.
			this.lock.lock();
		}
		try {
			return complete(now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Key> complete(Instant now) {
		List<Key> keys = read(now);
		if (!keys.isEmpty() && now.isBefore(this.quietUntil)) {
			return keys;
		}
		try {
			// The current one and the next, which other nodes may be adding.
			for (int i = 0; i < ATTEMPTS && keys.stream().noneMatch((key) -> key.state() == State.NEXT); i++) {
				add(keys, keys.isEmpty() ? now : nextUse(keys.get(keys.size() - 1).from(), now));
				keys = read(now);
			}
			keys.stream().filter((key) -> key.state() == State.ENDED).forEach((key) -> this.store.remove(key.number()));
		}
		catch (RuntimeException ex) {
			if (keys.isEmpty()) {
				throw ex;
			}
			log.warn("The next signing key cannot be made, the current one goes on", ex);
			this.quietUntil = now.plus(QUIET);
		}
		return read(now).stream().filter((key) -> key.state() != State.ENDED).toList();
	}

	// Nobody is to meet a key that was not published for a while.
	private Instant nextUse(Instant last, Instant now) {
		Duration quarter = this.rotationPeriod.dividedBy(4);
		Instant earliest = now.plus((quarter.compareTo(MAX_LEAD) < 0) ? quarter : MAX_LEAD);
		Instant regular = last.plus(this.rotationPeriod);
		return regular.isAfter(earliest) ? regular : earliest;
	}

	private void add(List<Key> keys, Instant use) {
		try {
			RSAKey key = new RSAKeyGenerator(KEY_SIZE).keyUse(KeyUse.SIGNATURE)
				.algorithm(JWSAlgorithm.RS256)
				.keyIDFromThumbprint(true)
				.notBeforeTime(Date.from(use))
				.generate();
			int number = 1 + keys.stream().mapToInt(Key::number).max().orElse(0);
			if (this.store.add(number, key)) {
				this.events.publish(CREATED, Map.of("kid", key.getKeyID(), "from", use.toString()));
			}
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isComplete(List<Key> keys) {
		return keys.stream().anyMatch((key) -> key.state() == State.NEXT)
				&& keys.stream().noneMatch((key) -> key.state() == State.ENDED);
	}

	private List<Key> read(Instant now) {
		List<Map.Entry<Integer, RSAKey>> stored = this.store.keys()
			.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> entry.getValue().getNotBeforeTime()))
			.toList();
		List<Key> keys = new ArrayList<>();
		for (int i = 0; i < stored.size(); i++) {
			RSAKey key = stored.get(i).getValue();
			Instant from = key.getNotBeforeTime().toInstant();
			Instant replaced = (i + 1 < stored.size()) ? stored.get(i + 1).getValue().getNotBeforeTime().toInstant()
					: Instant.MAX;
			keys.add(new Key(stored.get(i).getKey(), key, from, state(i == 0, from, replaced, now)));
		}
		return keys;
	}

	// The first is current before its time when the one before was retired at once.
	private State state(boolean first, Instant from, Instant replaced, Instant now) {
		if (!first && now.isBefore(from)) {
			return State.NEXT;
		}
		if (now.isBefore(replaced)) {
			return State.CURRENT;
		}
		return now.isBefore(replaced.plus(this.tokenLifetime)) ? State.RETIRED : State.ENDED;
	}

	/**
	 * Return what a key is for.
	 * @param id the identifier of the key
	 * @return the state, {@link State#ENDED} when there is none
	 */
	State state(String id) {
		return keys().stream()
			.filter((key) -> key.key().getKeyID().equals(id))
			.findFirst()
			.map(Key::state)
			.orElse(State.ENDED);
	}

	/**
	 * Retire a key at once, since somebody else has it. With the current key go those
	 * before it, so that the next one becomes current.
	 * @param id the identifier of the key
	 */
	void retire(String id) {
		State state = state(id);
		if (state != State.ENDED) {
			keys().stream()
				.filter((key) -> key.key().getKeyID().equals(id)
						|| (state == State.CURRENT && key.state() == State.RETIRED))
				.forEach((key) -> this.store.remove(key.number()));
			this.events.publish(RETIRED, "key_retired_at_once",
					Map.of("kid", id, "state", state.name().toLowerCase(Locale.ROOT)));
			keys();
		}
	}

	/**
	 * What a key is for.
	 */
	enum State {

		/**
		 * Published, and will sign.
		 */
		NEXT,

		/**
		 * Signs.
		 */
		CURRENT,

		/**
		 * Verifies what it has signed.
		 */
		RETIRED,

		/**
		 * All that it has signed has ended.
		 */
		ENDED

	}

	/**
	 * One key.
	 *
	 * @param number the number in the store
	 * @param key the key
	 * @param from when it begins to sign
	 * @param state what it is for
	 */
	record Key(int number, RSAKey key, Instant from, State state) {

	}

}
