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
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Map that all nodes of an application share, of which each has a copy: what is read
 * never leaves the process, and a change reaches the other nodes within a second. While
 * the store is away the copy goes on as it was last known, and cannot be changed.
 *
 * @param <V> the type of the values, which are immutable and have {@code equals}
 * @since 0.1.0
 */
public interface SharedMap<V> {

	/**
	 * Return a value.
	 * @param key the key
	 * @return the value, {@code null} when there is none
	 */
	@Nullable V get(String key);

	/**
	 * Return all values.
	 * @return a copy of the map
	 */
	Map<String, V> toMap();

	/**
	 * Change a value. A change that another node makes at the same time is not lost: the
	 * function is called again with its result.
	 * @param key the key, which holds no secret and no personal data; 200 characters at
	 * most
	 * @param change makes the new value from the current one; {@code null} for none
	 * @return the new value
	 * @throws SharedStateUnavailableException when the store cannot be asked
	 * @throws IllegalStateException when there is no room for another key
	 */
	@Nullable V update(String key, UnaryOperator<@Nullable V> change);

	/**
	 * Return how old the copy is.
	 * @return the time since the store was last read, or since the start while it never
	 * was
	 */
	Duration age();

	/**
	 * Return whether the copy may still be relied on.
	 * @return whether the store was read within {@code api-security.shared.max-staleness}
	 */
	boolean isFresh();

	/**
	 * Turns values into text and back.
	 *
	 * @param <V> the type of the values
	 */
	interface Codec<V> {

		/**
		 * Turn a value into text.
		 * @param value the value
		 * @return the text, 4,000 characters at most
		 */
		String encode(V value);

		/**
		 * Turn text into a value. A text that cannot be read leaves the entry as it was.
		 * @param text the text
		 * @return the value
		 */
		V decode(String text);

	}

	/**
	 * Hears of changes, of this node and of others.
	 *
	 * @param <V> the type of the values
	 */
	@FunctionalInterface
	interface Listener<V> {

		/**
		 * A value is another one now.
		 * @param key the key
		 * @param value the value, {@code null} when it was removed
		 */
		void changed(String key, @Nullable V value);

	}

}
