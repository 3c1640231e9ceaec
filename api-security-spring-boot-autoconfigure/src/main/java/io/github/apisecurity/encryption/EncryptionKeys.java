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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The keys of an application.
 *
 * @param active the id of the key that new values are encrypted with
 * @param keys each key by its id: letters, digits and hyphens, 32 at most; the keys have
 * 256 bits
 * @param index the id of the key of blind indexes, or {@code null} when there are none;
 * when another one is used, nothing is found until the indexes are made again
 * @since 0.1.0
 */
public record EncryptionKeys(String active, Map<String, byte[]> keys, @Nullable String index) {

	static final int LENGTH = 32;

	private static final int MIN_DISTINCT = 12;

	public EncryptionKeys {
		keys.forEach((id, key) -> {
			Assert.isTrue(Envelope.isKeyId(id), "A key id has letters, digits and hyphens, 32 at most");
			Assert.isTrue(key.length == LENGTH, () -> "Key '" + id + "' must have 256 bits");
			Assert.isTrue(!isWeak(key), () -> "Key '" + id + "' is not random");
		});
		keys = keys.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, (entry) -> entry.getValue().clone()));
		Assert.isTrue(keys.containsKey(active), "The active key must be one of the keys");
		Assert.isTrue(index == null || keys.containsKey(index), "The key of blind indexes must be one of the keys");
	}

	// Repetitions, counters and pass phrases; no random key is ever taken for one.
	static boolean isWeak(byte[] key) {
		boolean counter = true;
		boolean text = true;
		Set<Byte> distinct = new HashSet<>();
		for (int i = 0; i < key.length; i++) {
			counter &= i < 2 || (byte) (key[i] - key[i - 1]) == (byte) (key[1] - key[0]);
			text &= key[i] >= ' ' && key[i] <= '~';
			distinct.add(key[i]);
		}
		return counter || text || distinct.size() < MIN_DISTINCT;
	}

	@Override
	public String toString() {
		return "EncryptionKeys[active=" + this.active + ", keys=" + this.keys.keySet() + "]";
	}

}
