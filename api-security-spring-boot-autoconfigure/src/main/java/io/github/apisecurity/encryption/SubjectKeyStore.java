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

import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of persons. It must be neither in the database of the values nor in its
 * dumps: where the key of a person is destroyed, all copies of the values become
 * unreadable.
 *
 * @since 0.1.0
 */
public interface SubjectKeyStore {

	/**
	 * Return the key of a person and make it when there is none.
	 * @param subject the person
	 * @return the key
	 */
	SubjectKey findOrCreate(String subject);

	/**
	 * Return a key.
	 * @param id the id of the key
	 * @return the key, or {@code null} when it was destroyed
	 * @throws IllegalArgumentException if there never was such a key
	 */
	@Nullable SubjectKey findById(String id);

	/**
	 * Destroy the key of a person for good. A person whose data comes back later gets
	 * another one.
	 * @param subject the person
	 * @return whether there was a key
	 */
	boolean destroy(String subject);

	/**
	 * Key of a person, which decrypts nothing without the key of the application.
	 *
	 * @param id what stands for the key in the values: 32 hexadecimal digits that tell
	 * nothing about the person
	 * @param key the key, 256 random bits
	 */
	record SubjectKey(String id, byte[] key) {

		@Override
		public String toString() {
			return "SubjectKey[id=" + this.id + "]";
		}

	}

}
