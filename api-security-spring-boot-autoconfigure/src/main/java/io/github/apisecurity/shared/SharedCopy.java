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

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a node has of one name in the {@link SharedStore}. Called with the lock of
 * {@link SharedStates}.
 */
interface SharedCopy {

	/**
	 * Take over an entry of the store.
	 * @param key the key
	 * @param text the value, {@code null} when it was removed
	 * @param version the version
	 */
	void apply(String key, @Nullable String text, long version);

	/**
	 * Remove what the store no longer has.
	 * @param stored the names and keys that the store has
	 */
	void retain(Set<String> stored);

	/**
	 * Called when the store has lost entries, which it is to get back.
	 */
	void lost();

	/**
	 * Called when everything that has changed was taken over: give the store what it does
	 * not have, with one call at most.
	 * @return whether there is more
	 */
	default boolean refreshed() {
		return false;
	}

}
