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

package io.github.apisecurity.audit.detection;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Where tokens were used last, so that one that stays where it is costs a look into a
 * table. What falls together in the table is only looked at once more.
 */
final class TokenPlaces {

	private static final int SIZE = 1 << 14;

	private final AtomicLongArray places = new AtomicLongArray(SIZE);

	boolean moved(String token, int place) {
		int hash = token.hashCode() * 0x9E3779B9;
		int slot = hash >>> 18;
		long entry = (long) hash << 32 | place & 0xffff_ffffL;
		if (this.places.get(slot) == entry) {
			return false;
		}
		this.places.set(slot, entry);
		return true;
	}

}
