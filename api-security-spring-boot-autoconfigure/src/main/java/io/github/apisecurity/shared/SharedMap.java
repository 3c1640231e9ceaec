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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Map that all nodes of an application share, of which each has a copy: what is read
 * never leaves the process, and a change reaches the other nodes within a second. While
 * the store is away the copy goes on as it was last known, and cannot be changed.
 *
 * @param <V> the type of the values, which are immutable and have {@code equals}
 * @since 0.1.0
 */
public final class SharedMap<V> implements SharedCopy {

	private static final Log log = LogFactory.getLog(SharedMap.class);

	private final SharedStates states;

	private final String name;

	private final Function<V, String> encoder;

	private final Function<String, V> decoder;

	private final int maxEntries;

	private final BiConsumer<String, @Nullable V> listener;

	private final Map<String, Held<V>> entries = new ConcurrentHashMap<>();

	SharedMap(SharedStates states, String name, Function<V, String> encoder, Function<String, V> decoder,
			int maxEntries, BiConsumer<String, @Nullable V> listener) {
		this.states = states;
		this.name = name;
		this.encoder = encoder;
		this.decoder = decoder;
		this.maxEntries = maxEntries;
		this.listener = listener;
	}

	/**
	 * Return a value.
	 * @param key the key
	 * @return the value, {@code null} when there is none
	 */
	public @Nullable V get(String key) {
		Held<V> held = this.entries.get(key);
		return (held != null) ? held.value() : null;
	}

	/**
	 * Return all values.
	 * @return a copy of the map
	 */
	public Map<String, V> toMap() {
		Map<String, V> values = new HashMap<>();
		this.entries.forEach((key, held) -> {
			if (held.value() != null) {
				values.put(key, held.value());
			}
		});
		return Map.copyOf(values);
	}

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
	public @Nullable V update(String key, UnaryOperator<@Nullable V> change) {
		Assert.isTrue(!key.isEmpty() && key.length() <= 200, "'key' must have 1 to 200 characters");
		this.states.update(() -> tryUpdate(key, change));
		return get(key);
	}

	/**
	 * Remove a value, also one that cannot be used here.
	 * @param key the key
	 * @throws SharedStateUnavailableException when the store cannot be asked
	 */
	public void remove(String key) {
		this.states.update(() -> {
			Held<V> held = this.entries.get(key);
			return held == null || write(key, held.version(), null);
		});
	}

	private boolean tryUpdate(String key, UnaryOperator<@Nullable V> change) {
		Held<V> held = this.entries.get(key);
		V before = (held != null) ? held.value() : null;
		V after = change.apply(before);
		if (Objects.equals(before, after)) {
			return true;
		}
		if (held == null && this.entries.size() >= this.maxEntries) {
			throw new IllegalStateException("There is no room for another key in '" + this.name + "'");
		}
		return write(key, (held != null) ? held.version() : 0, after);
	}

	private boolean write(String key, long expected, @Nullable V value) {
		String text = (value != null) ? this.encoder.apply(value) : null;
		long version = this.states.write(List.of(new SharedStore.Entry(this.name, key, text, expected))).get(0);
		if (version != 0) {
			apply(key, text, version);
		}
		return version != 0;
	}

	@Override
	public void apply(String key, @Nullable String text, long version) {
		Held<V> before = this.entries.get(key);
		if (text == null) {
			this.entries.remove(key);
			if (before != null) {
				this.listener.accept(key, null);
			}
		}
		else if (before == null || before.version() != version) {
			try {
				V value = this.decoder.apply(text);
				this.entries.put(key, new Held<>(value, text, version));
				this.listener.accept(key, value);
			}
			catch (RuntimeException ex) {
				// Of this version, so that it can be replaced, and removed by name.
				this.entries.put(key, new Held<>((before != null) ? before.value() : null, text, version));
				log.warn("An entry of '" + this.name + "' that another node has written cannot be used here", ex);
			}
		}
	}

	@Override
	public void retain(Set<String> stored) {
		this.entries.keySet()
			.stream()
			.filter((key) -> !stored.contains(this.name + "/" + key))
			.forEach((key) -> apply(key, null, 0));
	}

	@Override
	public void lost() {
		List<SharedStore.Entry> lost = new ArrayList<>();
		this.entries.forEach((key, held) -> lost.add(new SharedStore.Entry(this.name, key, held.text(), 0)));
		for (int i = 0; i < lost.size(); i += SharedStore.BATCH) {
			this.states.write(lost.subList(i, Math.min(i + SharedStore.BATCH, lost.size())));
		}
	}

	/**
	 * One entry.
	 *
	 * @param <V> the type of the value
	 * @param value the value, {@code null} for what cannot be used here
	 * @param text what the store has
	 * @param version the version
	 */
	private record Held<V>(@Nullable V value, String text, long version) {

	}

}
