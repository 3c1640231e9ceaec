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

import io.github.apisecurity.config.RareWarning;
import org.apache.commons.logging.LogFactory;

/**
 * The keys that a {@link KeyProvider} gives now. One that is away takes nothing from
 * those that are known.
 */
final class CurrentKeys {

	private final KeyProvider provider;

	private final RareWarning away = new RareWarning(LogFactory.getLog(CurrentKeys.class));

	private volatile KeyRing ring;

	CurrentKeys(KeyProvider provider) {
		this.provider = provider;
		this.ring = new KeyRing(provider.keys());
	}

	KeyRing get() {
		KeyRing ring = this.ring;
		try {
			EncryptionKeys keys = this.provider.keys();
			if (ring.keys() != keys) {
				ring = new KeyRing(keys);
				this.ring = ring;
			}
		}
		catch (RuntimeException ex) {
			this.away
				.warn(() -> "The keys of before stay in use, as their KeyProvider fails: " + ex.getClass().getName());
		}
		return ring;
	}

}
