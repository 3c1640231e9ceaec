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

package io.github.apisecurity.token.issuer;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@link FamilyStore} of an application with one node.
 */
class MemoryFamilyStore implements FamilyStore {

	private static final int MIN_CLEANING = 1000;

	private static final int MAX_FAMILIES = 100_000;

	private final Map<String, Stored> families = new ConcurrentHashMap<>();

	private final InstantSource clock;

	private volatile int cleaning = MIN_CLEANING;

	MemoryFamilyStore(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public @Nullable String find(String family) {
		Stored stored = this.families.get(family);
		return (stored != null) ? stored.text() : null;
	}

	@Override
	public boolean replace(String family, @Nullable String before, String after, Instant end) {
		Stored stored = this.families.get(family);
		if (before != null) {
			return stored != null && stored.text().equals(before)
					&& this.families.replace(family, stored, new Stored(after, end));
		}
		if (this.families.size() >= this.cleaning) {
			Instant now = this.clock.instant();
			this.families.values().removeIf((other) -> other.end().isBefore(now));
			this.cleaning = Math.min(MAX_FAMILIES, Math.max(MIN_CLEANING, this.families.size() * 2));
			// Who is logged in stays so.
			Assert.state(this.families.size() < MAX_FAMILIES, "The memory has room for " + MAX_FAMILIES
					+ " logins: use 'api-security.shared.store' with Redis or a database");
		}
		return this.families.putIfAbsent(family, new Stored(after, end)) == null;
	}

	@Override
	public boolean remove(String family) {
		return this.families.remove(family) != null;
	}

	/**
	 * One family.
	 *
	 * @param text the family
	 * @param end when it can be forgotten
	 */
	private record Stored(String text, Instant end) {

	}

}
