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

package io.github.apisecurity.shared;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

import io.github.apisecurity.config.BackgroundTasks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link SharedMap shared maps} of this node. One thread reads what has changed in
 * any of them, with one call each time.
 *
 * @since 0.1.0
 */
public final class SharedStates extends BackgroundTasks {

	private static final Log log = LogFactory.getLog(SharedStates.class);

	private static final int ATTEMPTS = 20;

	/**
	 * No epoch, until the store has got back what it has lost.
	 */
	private static final String LOST = "lost";

	private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

	private static final Duration HEARD_DELAY = Duration.ofMillis(20);

	private final SharedStore store;

	private final Duration refreshInterval;

	private final Duration maxStaleness;

	private final LongSupplier nanoTime;

	private final Map<String, SharedCopy> copies = new ConcurrentHashMap<>();

	/**
	 * Fair, so that a change has its turn while the store gets a long list back.
	 */
	private final ReentrantLock lock = new ReentrantLock(true);

	private long since;

	/**
	 * The last version there was, also of what this node has written and not read.
	 */
	private long seen;

	private volatile @Nullable String epoch;

	private boolean warned;

	private volatile boolean stale;

	private volatile long refreshed;

	private final AtomicBoolean heard = new AtomicBoolean();

	SharedStates(SharedStore store, Duration refreshInterval, Duration maxStaleness, LongSupplier nanoTime) {
		super("api-security-shared-", 1);
		this.store = store;
		this.refreshInterval = refreshInterval;
		this.maxStaleness = maxStaleness;
		this.nanoTime = nanoTime;
		this.refreshed = nanoTime.getAsLong();
		store.listen(this::hear);
	}

	/**
	 * Open a map. What the store has is there soon after the start of the application.
	 * @param <V> the type of the values
	 * @param name the name, of lower case letters and dashes, the same on all nodes
	 * @param encoder turns a value into text of 4,000 characters at most
	 * @param decoder turns text into a value; when it cannot, the entry stays as it was
	 * @param maxEntries the number of keys at most
	 * @param listener hears of changes; must be quick
	 * @return the map
	 * @throws IllegalArgumentException when there is one with this name
	 */
	public <V> SharedMap<V> open(String name, Function<V, String> encoder, Function<String, V> decoder, int maxEntries,
			BiConsumer<String, @Nullable V> listener) {
		String stored = stored(name);
		return open(stored, new SharedMap<>(this, stored, encoder, decoder, maxEntries, listener));
	}

	/**
	 * Open a map of hashes to numbers that only grow.
	 * @param name the name, of lower case letters and dashes, the same on all nodes
	 * @param ended tells which values can be forgotten
	 * @param listener hears of keys that are new or have changed; must be quick
	 * @return the map
	 * @throws IllegalArgumentException when there is one with this name
	 */
	public SharedMarks openMarks(String name, LongPredicate ended, ObjLongConsumer<SharedMarks> listener) {
		String stored = stored(name);
		return open(stored, new SharedMarks(this, stored, ended, listener));
	}

	private String stored(String name) {
		Assert.isTrue(name.matches("[a-z-]{2,27}"), "'name' must have lower case letters and dashes only");
		return this.store.prefix() + name;
	}

	private <C extends SharedCopy> C open(String name, C copy) {
		return locked(() -> {
			Assert.isTrue(this.copies.putIfAbsent(name, copy) == null, () -> "'" + name + "' is open already");
			this.since = 0;
			return copy;
		});
	}

	List<Long> write(List<SharedStore.Entry> entries) {
		List<Long> versions = call((store) -> store.write(entries, this.seen));
		versions.forEach((version) -> this.seen = Math.max(this.seen, version));
		return versions;
	}

	private <T> T call(Function<SharedStore, T> call) {
		try {
			return call.apply(this.store);
		}
		catch (RuntimeException ex) {
			throw new SharedStateUnavailableException("The store of shared state cannot be asked", ex);
		}
	}

	<T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	void update(BooleanSupplier attempt) {
		if (!locked(() -> tryUpdate(attempt))) {
			throw new SharedStateUnavailableException("Other nodes change the same entry all the time", null);
		}
	}

	private boolean tryUpdate(BooleanSupplier attempt) {
		if (this.epoch == null) {
			// Only what has been read can be missed when the store loses it.
			read();
		}
		for (int i = 0; i < ATTEMPTS; i++) {
			if (attempt.getAsBoolean()) {
				return true;
			}
			read();
		}
		return false;
	}

	void refresh() {
		while (locked(this::readAndGiveBack)) {
			// What others change has its turn in between.
		}
	}

	private boolean readAndGiveBack() {
		read();
		boolean more = false;
		for (SharedCopy copy : this.copies.values()) {
			more |= copy.refreshed();
		}
		return more;
	}

	private void read() {
		// Cut off for so long that removals may have been missed, unless this copy is all
		// there is.
		boolean all = !isInMemory()
				&& age().compareTo(Duration.of(SharedStore.REMOVALS_KEPT_MICROS / 2, ChronoUnit.MICROS)) > 0;
		Set<String> stored = new HashSet<>();
		this.since = (all) ? 0 : this.since;
		SharedStore.Changes changes;
		do {
			changes = call((store) -> store.read(this.since));
			if (this.epoch != null && (!this.epoch.equals(changes.epoch()) || changes.latest() < this.seen)) {
				// The store was emptied, or replaced by one that lags behind.
				this.epoch = LOST;
				this.since = 0;
				this.seen = 0;
				this.copies.values().forEach(SharedCopy::lost);
				changes = call((store) -> store.read(0));
			}
			this.epoch = changes.epoch();
			this.seen = Math.max(this.seen, changes.latest());
			for (SharedStore.Entry entry : changes.entries()) {
				SharedCopy copy = this.copies.get(entry.map());
				if (copy != null) {
					copy.apply(entry.key(), entry.value(), entry.version());
				}
				this.since = entry.version();
				if (all) {
					stored.add(entry.map() + "/" + entry.key());
				}
			}
		}
		while (changes.entries().size() == SharedStore.PAGE);
		if (all) {
			this.copies.values().forEach((copy) -> copy.retain(stored));
		}
		this.refreshed = this.nanoTime.getAsLong();
	}

	private void poll() {
		if (this.copies.isEmpty()) {
			return;
		}
		try {
			refresh();
			if (this.warned || this.stale) {
				this.warned = false;
				this.stale = false;
				log.info("Shared state is up to date again");
			}
		}
		catch (RuntimeException ex) {
			if (!this.warned && age().toNanos() > QUIET_NANOS) {
				this.warned = true;
				log.warn("Shared state cannot be read, what was known " + age().toSeconds() + " s ago goes on: "
						+ ex.getCause());
			}
			if (!this.stale && age().compareTo(this.maxStaleness) > 0) {
				this.stale = true;
				log.warn("Shared state could not be read for longer than 'api-security.shared.max-staleness', "
						+ this.maxStaleness + ": what other nodes have changed since is not known here");
			}
		}
	}

	// One look for many messages, such as when a script revokes a thousand tokens.
	private void hear() {
		if (isRunning() && this.heard.compareAndSet(false, true)) {
			once(() -> {
				this.heard.set(false);
				poll();
			}, HEARD_DELAY);
		}
	}

	/**
	 * Return the time since the copies were refreshed.
	 * @return the age
	 */
	public Duration age() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.refreshed);
	}

	/**
	 * Return whether the copies are too old, since the store does not answer.
	 * @return whether they are
	 */
	boolean isStale() {
		return this.stale;
	}

	/**
	 * Return whether the state is that of this node alone, and ends with it.
	 * @return whether it is
	 */
	public boolean isInMemory() {
		return this.store instanceof MemorySharedStore;
	}

	boolean isFresh() {
		return isFresh(this.maxStaleness.toNanos());
	}

	/**
	 * Return whether the copies can be relied on.
	 * @param maxAgeNanos how long ago they may have been refreshed
	 * @return whether they were read at all, and that lately
	 */
	public boolean isFresh(long maxAgeNanos) {
		return this.epoch != null && this.nanoTime.getAsLong() - this.refreshed <= maxAgeNanos;
	}

	@Override
	public void start() {
		if (isInMemory()) {
			refresh();
		}
		this.heard.set(false);
		// Also what was not told, or not heard of.
		repeat(this::poll, this.refreshInterval);
	}

	@Override
	public int getPhase() {
		// After the connection to Redis, and before the web server takes requests.
		return 200;
	}

}
