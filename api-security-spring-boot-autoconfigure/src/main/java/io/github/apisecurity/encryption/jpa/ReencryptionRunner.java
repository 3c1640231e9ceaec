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

import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.config.DaemonThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Tells once the application has started which values nobody can read, since their key
 * was taken out of the configuration; or encrypts all values with the active key.
 */
class ReencryptionRunner implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(ReencryptionRunner.class);

	private final Reencryption reencryption;

	private final boolean atStart;

	private volatile Map<String, Long> unreadable = Map.of();

	ReencryptionRunner(Reencryption reencryption, boolean atStart) {
		this.reencryption = reencryption;
		this.atStart = atStart;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		if (this.atStart) {
			Reencryption.Progress progress = this.reencryption.run(false);
			if (progress.state() != Reencryption.State.FINISHED) {
				throw new IllegalStateException("Values were not all encrypted with the active key: " + progress);
			}
			return;
		}
		if (this.reencryption.hasAttributes()) {
			DaemonThreads.of("api-security-key-check-").newThread(this::check).start();
		}
	}

	void check() {
		try {
			Map<String, Long> found = new TreeMap<>();
			this.reencryption.count().forEach((attribute, byKey) -> {
				if (!warn(attribute, byKey, ReencryptionSql.PLAINTEXT, "are not encrypted, and read only with "
						+ "'api-security.encryption.accept-plaintext'. Set it, and encrypt all values with the active key")) {
					warn(attribute, byKey, ReencryptionSql.UNINDEXED, "lack their blind index and are not found. "
							+ "Encrypt all values with the active key, which makes it");
				}
				warn(attribute, byKey, ReencryptionSql.OF_NOBODY, "would stay readable when their person is forgotten. "
						+ "Encrypt all values with the active key, which adds that of the person");
				if (warn(attribute, byKey, ReencryptionSql.UNKNOWN, "were encrypted with keys that are no longer in "
						+ "'api-security.encryption.keys' and cannot be read. Put the keys back")) {
					found.put(attribute, byKey.get(ReencryptionSql.UNKNOWN));
				}
			});
			this.unreadable = Map.copyOf(found);
		}
		catch (RuntimeException ex) {
			logger.warn("The keys of stored values could not be counted", ex);
		}
	}

	private static boolean warn(String attribute, Map<String, Long> byKey, String kind, String what) {
		long count = byKey.getOrDefault(kind, 0L);
		if (count > 0) {
			logger.warn(count + " values of '" + attribute + "' " + what);
		}
		return count > 0;
	}

	Map<String, Long> unreadable() {
		return this.unreadable;
	}

}
