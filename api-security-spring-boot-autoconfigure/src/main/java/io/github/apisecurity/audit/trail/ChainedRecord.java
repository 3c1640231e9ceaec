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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A record as it stands in a file.
 *
 * @param place where it was found
 * @param chain where the chain stands with it
 * @param previous the hash of the record before
 * @param members all members
 */
record ChainedRecord(String place, RecordChain chain, String previous, Map<?, ?> members) {

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
							? new ChainedRecord(place, new RecordChain(instance, sequence, hash), previous, members)
							: null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	long sequence() {
		return this.chain.sequence();
	}

	String hash() {
		return this.chain.hash();
	}

}
