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

package io.github.apisecurity.masking;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Holds a value that must not be printed by accident: {@link #toString()} shows a mask,
 * also inside records, collections and log messages. In a response it is masked like any
 * other value, by the {@link Masked @Masked} of the property that holds it, and in full
 * where there is none. Elsewhere it is written as the value itself.
 *
 * @param <T> the type of the value
 * @since 0.1.0
 */
public final class Sensitive<T> {

	private final T value;

	private Sensitive(T value) {
		this.value = value;
	}

	/**
	 * Wrap a value.
	 * @param <T> the type of the value
	 * @param value the value
	 * @return the wrapped value
	 */
	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	public static <T> Sensitive<T> of(T value) {
		return new Sensitive<>(Objects.requireNonNull(value, "'value' must not be null"));
	}

	/**
	 * Return the clear value.
	 * @return the value
	 */
	@JsonValue
	@Masked
	public T reveal() {
		return this.value;
	}

	@Override
	public boolean equals(Object other) {
		return this == other || other instanceof Sensitive<?> sensitive && this.value.equals(sensitive.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return Texts.FULL;
	}

}
