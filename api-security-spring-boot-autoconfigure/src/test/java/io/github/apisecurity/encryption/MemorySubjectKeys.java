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

package io.github.apisecurity.encryption;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * {@link SubjectKeyStore} in memory.
 */
public class MemorySubjectKeys implements SubjectKeyStore {

	private final Map<String, SubjectKey> bySubject = new HashMap<>();

	private final Map<String, @Nullable SubjectKey> byId = new HashMap<>();

	void add(String subject, String id, byte[] key) {
		SubjectKey created = new SubjectKey(id, key);
		this.bySubject.put(subject, created);
		this.byId.put(id, created);
	}

	@Override
	public SubjectKey findOrCreate(String subject) {
		if (!this.bySubject.containsKey(subject)) {
			add(subject, HexFormat.of().formatHex(AesGcmFieldCipherTests.key(this.byId.size() + 100), 0, 16),
					AesGcmFieldCipherTests.key(this.byId.size() + 200));
		}
		return this.bySubject.get(subject);
	}

	@Override
	public @Nullable SubjectKey findById(String id) {
		if (!this.byId.containsKey(id)) {
			throw new IllegalArgumentException("No such key");
		}
		return this.byId.get(id);
	}

	@Override
	public boolean destroy(String subject) {
		SubjectKey key = this.bySubject.remove(subject);
		return key != null && this.byId.put(key.id(), null) != null;
	}

}
