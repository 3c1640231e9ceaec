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

package io.github.apisecurity.encryption.data;

import java.util.Objects;
import java.util.function.Function;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.Encrypted;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Encrypts what is written and decrypts what is read.
 */
enum AttributeCipher {

	/**
	 * On the way to the store.
	 */
	ENCRYPT,

	/**
	 * On the way from the store.
	 */
	DECRYPT;

	@Nullable String apply(FieldCipher cipher, Encrypted annotation, EncryptedColumn column, String value,
			Function<String, @Nullable Object> siblings) {
		if (this == DECRYPT) {
			return cipher.decrypt(column, value);
		}
		Object subject = annotation.subject().isEmpty() ? null : siblings.apply(annotation.subject());
		Assert.state(subject != null || annotation.subject().isEmpty(),
				() -> "'" + column + "' is written while '" + annotation.subject() + "', whom it is about, is null");
		return cipher.encrypt(column, value, Objects.toString(subject, null));
	}

}
