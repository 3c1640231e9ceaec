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
import java.util.TreeMap;

import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain of records stands. Each record is a line with the hash of the one before
 * it, and its own over everything but the values that may be erased.
 *
 * @param instance the node whose chain it is
 * @param sequence the number of the last record, zero when there is none
 * @param hash the hash of the last record
 */
record RecordChain(String instance, long sequence, String hash) {

	private static final int COMMITMENT_LENGTH = 71;

	static final String GENESIS = "0".repeat(64);

	static RecordChain begin(String instance) {
		return new RecordChain(instance, 0, GENESIS);
	}

	/**
	 * Return the record that comes next.
	 * @param event the event
	 * @param personal the values that may be erased by member, each with its salt
	 * @return the members of the record
	 */
	Map<String, Object> record(Object event, Map<String, List<String>> personal) {
		Map<String, Object> record = new TreeMap<>(
				Map.of("event", event, "instance", this.instance, "prev", this.hash, "seq", this.sequence + 1));
		record.put("hash", hash(record));
		if (!personal.isEmpty()) {
			record.put("personal", personal);
		}
		return record;
	}

	/**
	 * Return the chain after one more record.
	 * @param record the members of the record
	 * @return the chain
	 */
	RecordChain after(Map<String, Object> record) {
		return new RecordChain(this.instance, this.sequence + 1, String.valueOf(record.get("hash")));
	}

	/**
	 * Return the hash that a record should have.
	 * @param record the members of the record
	 * @return the hash
	 */
	static String hash(Map<?, ?> record) {
		Map<Object, Object> hashed = new TreeMap<>(record);
		hashed.remove("hash");
		hashed.remove("personal");
		return Sha256.hex(CanonicalJson.write(hashed), 32);
	}

	/**
	 * Return what stands in a record for a value that may be erased.
	 * @param path the member
	 * @param salt a random text that is erased with the value
	 * @param value the value
	 * @return the hash
	 */
	static String commitment(String path, String salt, @Nullable Object value) {
		return "sha256:" + Sha256.hex(CanonicalJson.write(List.of(path, salt, String.valueOf(value))), 32);
	}

	static boolean isCommitment(String text) {
		return text.length() == COMMITMENT_LENGTH && text.matches("sha256:[0-9a-f]{64}");
	}

}
