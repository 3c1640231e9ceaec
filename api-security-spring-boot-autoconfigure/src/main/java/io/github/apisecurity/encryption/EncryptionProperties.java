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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@link ConfigurationProperties Properties} for encryption.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.encryption")
public class EncryptionProperties {

	/**
	 * Id of the key that new values are encrypted with, or 'file:' and the path of a file
	 * that holds it and is read again when it changes.
	 */
	private @Nullable String activeKey;

	/**
	 * Keys by their id, of 256 random bits each: in base64 or hexadecimal digits, 'file:'
	 * and the path of a file that holds them so, or 'bundle:', the name of an SSL bundle,
	 * a colon and the alias of a secret key in its key store.
	 */
	private final Map<String, String> keys = new LinkedHashMap<>();

	/**
	 * Where there are more keys: 'file:' and the path of a directory, in which each file
	 * is named as its key, or 'bundle:' and the name of an SSL bundle, in whose key store
	 * each alias of a secret key is its id. Read again when they change.
	 */
	private final List<String> keyLocations = new ArrayList<>();

	/**
	 * Id of the key that blind indexes are made with. By default the only key.
	 */
	private @Nullable String indexKey;

	/**
	 * Whether values that are not encrypted yet are read as they are.
	 */
	private boolean acceptPlaintext;

	private final Reencryption reencryption = new Reencryption();

	public @Nullable String getActiveKey() {
		return this.activeKey;
	}

	public void setActiveKey(@Nullable String activeKey) {
		this.activeKey = activeKey;
	}

	public Map<String, String> getKeys() {
		return this.keys;
	}

	public List<String> getKeyLocations() {
		return this.keyLocations;
	}

	public @Nullable String getIndexKey() {
		return this.indexKey;
	}

	public void setIndexKey(@Nullable String indexKey) {
		this.indexKey = indexKey;
	}

	public boolean isAcceptPlaintext() {
		return this.acceptPlaintext;
	}

	public void setAcceptPlaintext(boolean acceptPlaintext) {
		this.acceptPlaintext = acceptPlaintext;
	}

	public Reencryption getReencryption() {
		return this.reencryption;
	}

	/**
	 * How stored values get the active key.
	 */
	public static class Reencryption {

		/**
		 * Whether to encrypt all values with the active key at the start of the
		 * application.
		 */
		private boolean atStart;

		/**
		 * Number of rows that are changed in one transaction.
		 */
		private int batchSize = 200;

		/**
		 * Number of rows that are read in a second at most.
		 */
		private int rowsPerSecond = 2000;

		public boolean isAtStart() {
			return this.atStart;
		}

		public void setAtStart(boolean atStart) {
			this.atStart = atStart;
		}

		public int getBatchSize() {
			return this.batchSize;
		}

		public void setBatchSize(int batchSize) {
			this.batchSize = batchSize;
		}

		public int getRowsPerSecond() {
			return this.rowsPerSecond;
		}

		public void setRowsPerSecond(int rowsPerSecond) {
			this.rowsPerSecond = rowsPerSecond;
		}

	}

}
