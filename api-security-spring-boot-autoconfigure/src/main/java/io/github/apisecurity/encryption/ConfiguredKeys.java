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

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyProvider} of {@code api-security.encryption}. Where keys stand is read again
 * while they are used: there may be more of them and another one may be active, but no
 * key changes, and none goes before the application is started again.
 */
class ConfiguredKeys implements KeyProvider {

	private static final long INTERVAL_NANOS = 5_000_000_000L;

	private static final Log logger = LogFactory.getLog(ConfiguredKeys.class);

	private final KeySources sources;

	private final LongSupplier nanoTime;

	private final ReentrantLock refreshing = new ReentrantLock();

	private volatile EncryptionKeys keys;

	private volatile Set<String> problems = Set.of();

	private volatile long checked;

	ConfiguredKeys(KeySources sources, @Nullable String indexKey, LongSupplier nanoTime) {
		Map<String, byte[]> keys = new HashMap<>();
		String active = sources.read(keys, "", (ex) -> {
			throw ex;
		});
		if (indexKey != null) {
			KeySources.checkId(KeySources.PREFIX + "index-key", indexKey, keys);
		}
		this.keys = new EncryptionKeys(active, keys, (indexKey == null && keys.size() == 1) ? active : indexKey);
		this.sources = sources;
		this.nanoTime = nanoTime;
		this.checked = nanoTime.getAsLong();
	}

	@Override
	public EncryptionKeys keys() {
		// All others go on with what is known while one of them reads.
		if (this.nanoTime.getAsLong() - this.checked >= INTERVAL_NANOS && this.refreshing.tryLock()) {
			try {
				refresh();
			}
			finally {
				this.checked = this.nanoTime.getAsLong();
				this.refreshing.unlock();
			}
		}
		return this.keys;
	}

	/**
	 * Return what could not be taken over when it was last read.
	 * @return the problems, in which no key is
	 */
	Set<String> problems() {
		keys();
		return this.problems;
	}

	private void refresh() {
		EncryptionKeys known = this.keys;
		Map<String, byte[]> keys = new HashMap<>(known.keys());
		Set<String> problems = new TreeSet<>();
		String active = this.sources.read(keys, known.active(), (ex) -> problems.add(String.valueOf(ex.getMessage())));
		if (!active.equals(known.active()) || keys.size() != known.keys().size()) {
			this.keys = new EncryptionKeys(active, keys, known.index());
			logger.info("Values are encrypted with key '" + active + "' from now on, and can be read with "
					+ new TreeSet<>(keys.keySet()));
		}
		problems.stream()
			.filter((problem) -> !this.problems.contains(problem))
			.forEach((problem) -> logger.warn("The keys of before stay in use. " + problem));
		this.problems = Set.copyOf(problems);
	}

}
