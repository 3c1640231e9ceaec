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

package io.github.apisecurity.audit.trail;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in a file: what there is to say of it, and not its event, of
 * which there may be more than memory.
 *
 * @param place where it was found
 * @param chain where the chain stands with it
 * @param previous the hash of the record before
 * @param intact whether its hash is that of its members
 * @param changed the personal values that are not those of the record
 * @param erased whether personal values are missing
 */
record ChainedRecord(String place, RecordChain chain, String previous, boolean intact, List<String> changed,
		boolean erased) {

	/**
	 * Read a record.
	 * @param place where it was found
	 * @param line its line
	 * @return the record, {@code null} when it is none
	 */
	static @Nullable ChainedRecord read(String place, String line) {
		try {
			return (CanonicalJson.read(line) instanceof Map<?, ?> members
					&& members.get("instance") instanceof String instance && members.get("seq") instanceof Long sequence
					&& members.get("hash") instanceof String hash && members.get("prev") instanceof String previous)
							? of(place, new RecordChain(instance, sequence, hash), previous, members) : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static ChainedRecord of(String place, RecordChain chain, String previous, Map<?, ?> members) {
		Object event = members.get("event");
		Map<?, ?> personal = (members.get("personal") instanceof Map<?, ?> values) ? values : Map.of();
		List<String> changed = personal.entrySet()
			.stream()
			.filter((entry) -> !isCommitted(event, String.valueOf(entry.getKey()), entry.getValue()))
			.map((entry) -> String.valueOf(entry.getKey()))
			.toList();
		return new ChainedRecord(place, chain, previous, RecordChain.hash(members).equals(chain.hash()), changed,
				commitments(event) > personal.size());
	}

	private static boolean isCommitted(@Nullable Object event, String path, @Nullable Object value) {
		return value instanceof List<?> pair && pair.size() == 2
				&& RecordChain.commitment(path, String.valueOf(pair.get(0)), pair.get(1)).equals(member(event, path));
	}

	// A name may have dots itself.
	private static @Nullable Object member(@Nullable Object value, String path) {
		int dot = path.indexOf('.');
		if (!(value instanceof Map<?, ?> map) || map.containsKey(path) || dot < 0) {
			return (value instanceof Map<?, ?> members) ? members.get(path) : null;
		}
		return member(map.get(path.substring(0, dot)), path.substring(dot + 1));
	}

	private static long commitments(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.values().stream().mapToLong(ChainedRecord::commitments).sum();
		}
		return (value instanceof String text && RecordChain.isCommitment(text)) ? 1 : 0;
	}

	long sequence() {
		return this.chain.sequence();
	}

	String hash() {
		return this.chain.hash();
	}

}
