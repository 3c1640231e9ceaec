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

package io.github.apisecurity.encryption.jpa;

import org.jspecify.annotations.Nullable;

import org.springframework.lang.Contract;

/**
 * Value of an encrypted attribute on its way from the entity to its column. What is not
 * wrapped so is compared with the blind index.
 *
 * @param value the value
 * @param subject the person it is about, {@code null} where no attribute tells
 */
record ToStore(Object value, @Nullable Object subject) {

	@Contract("!null -> !null")
	static @Nullable Object plain(@Nullable Object value) {
		return (value instanceof ToStore wrapped) ? wrapped.value() : value;
	}

	@Override
	public String toString() {
		return "***";
	}

}
