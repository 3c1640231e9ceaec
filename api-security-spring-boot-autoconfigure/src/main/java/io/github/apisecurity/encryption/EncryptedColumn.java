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

import java.util.Locale;

import org.springframework.util.Assert;

/**
 * Where an encrypted value is stored. Each column has a key of its own, and a value that
 * is moved to another column does not decrypt: the names must never change as long as
 * values are stored.
 *
 * @param entity the name of the table, collection or kind of record
 * @param name the name of the column or property in it
 * @since 0.1.0
 */
public record EncryptedColumn(String entity, String name) {

	public EncryptedColumn {
		Assert.hasText(entity, "'entity' must not be empty");
		Assert.hasText(name, "'name' must not be empty");
	}

	/**
	 * Create a column.
	 * @param names table and column as {@code table.column}, or an empty text to take
	 * those that follow
	 * @param table the name of the table
	 * @param column the name of the column
	 * @return the column
	 */
	public static EncryptedColumn of(String names, String table, String column) {
		int dot = names.lastIndexOf('.');
		Assert.isTrue(names.isEmpty() || dot > 0, () -> "'" + names + "' is not of the form 'table.column'");
		return (dot > 0) ? new EncryptedColumn(names.substring(0, dot), names.substring(dot + 1))
				: new EncryptedColumn(table.toLowerCase(Locale.ROOT), column.toLowerCase(Locale.ROOT));
	}

	@Override
	public String toString() {
		return this.entity + "." + this.name;
	}

}
