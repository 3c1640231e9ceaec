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

package com.example.bank;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;

import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.WritingConverter;

@WritingConverter
class CardNumberWriter implements Converter<CardNumber, String> {

	static final EncryptedColumn COLUMN = new EncryptedColumn("payment", "card_number");

	private final FieldCipher cipher;

	CardNumberWriter(FieldCipher cipher) {
		this.cipher = cipher;
	}

	@Override
	public String convert(CardNumber number) {
		return this.cipher.encrypt(COLUMN, number.value());
	}

}
