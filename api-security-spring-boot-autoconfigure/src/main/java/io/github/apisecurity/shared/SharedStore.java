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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where the nodes share their state: one log of changes for all maps. Versions only grow,
 * and are microseconds since 1970 unless that would be too few. The caller makes sure
 * that there is one call at a time.
 */
interface SharedStore {

	/**
	 * The longest time a node may be cut off and still learn of every removal.
	 */
	long REMOVALS_KEPT_MICROS = 86_400_000_000L;

	int PAGE = 1000;

	/**
	 * So many entries are written with one call, which takes some milliseconds.
	 */
	int BATCH = 200;

	/**
	 * Return what the names of maps begin with in the store.
	 * @return the prefix, which other applications do not have
	 */
	default String prefix() {
		return "";
	}

	/**
	 * Read changes.
	 * @param since the last version that is known, 0 to read everything
	 * @return the changes in the order of their versions, {@link #PAGE} at most
	 */
	Changes read(long since);

	/**
	 * Change entries, those that nobody else has.
	 * @param entries the entries, each with the version of the one that is to be
	 * replaced, 0 when there is none
	 * @param seen the last version that is known: a store with less has lost entries and
	 * is not changed before that was noticed
	 * @return the version of each, 0 when the entry has another one
	 */
	List<Long> write(List<Entry> entries, long seen);

	/**
	 * Be told that there is something to read. Nobody can rely on it.
	 * @param listener called at once when another node has changed something
	 */
	default void listen(Runnable listener) {
	}

	/**
	 * Answer of the store.
	 *
	 * @param epoch another one when the store may have lost entries
	 * @param latest the version of the last change
	 * @param entries the changes
	 */
	record Changes(String epoch, long latest, List<Entry> entries) {

	}

	/**
	 * One entry.
	 *
	 * @param map the name of the map
	 * @param key the key
	 * @param value the value, {@code null} when it was removed
	 * @param version the version
	 */
	record Entry(String map, String key, @Nullable String value, long version) {

	}

}
