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

import org.jspecify.annotations.Nullable;

/**
 * A stored value could not be decrypted. The message names the column and the key, and
 * never any part of the value.
 *
 * @since 0.1.0
 */
public class DecryptionException extends RuntimeException {

	private final Reason reason;

	private final EncryptedColumn column;

	private final @Nullable String keyId;

	/**
	 * Create a new exception.
	 * @param reason why
	 * @param column where the value is stored
	 * @param keyId the key it asks for, or {@code null} when it names none
	 */
	public DecryptionException(Reason reason, EncryptedColumn column, @Nullable String keyId) {
		super("The value in column '" + column + "' " + reason.text
				+ ((keyId != null) ? " (key '" + keyId + "')" : ""));
		this.reason = reason;
		this.column = column;
		this.keyId = keyId;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return where the value is stored.
	 * @return the column
	 */
	public EncryptedColumn getColumn() {
		return this.column;
	}

	/**
	 * Return the key the value asks for.
	 * @return the id of the key, or {@code null} when it names none
	 */
	public @Nullable String getKeyId() {
		return this.keyId;
	}

	/**
	 * Why a value could not be decrypted.
	 */
	public enum Reason {

		/**
		 * The value is not encrypted, and plain text is not accepted.
		 */
		PLAINTEXT("is not encrypted (see 'api-security.encryption.accept-plaintext')"),

		/**
		 * The value is no envelope that this version can read.
		 */
		MALFORMED("is no readable envelope"),

		/**
		 * There is no such key.
		 */
		KEY_UNKNOWN("was encrypted with a key that is not configured"),

		/**
		 * The value was changed, or encrypted for another column or tenant.
		 */
		NOT_AUTHENTIC("was changed, or encrypted for another column or tenant"),

		/**
		 * The value was decrypted, and the type of the attribute cannot read it.
		 */
		NO_VALUE("was decrypted and is no value of its type");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

	}

}
