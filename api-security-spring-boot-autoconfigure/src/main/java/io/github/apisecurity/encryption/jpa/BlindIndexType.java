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

import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.usertype.UserType;
import org.jspecify.annotations.Nullable;

/**
 * Type of the attribute that stands for an encrypted one in queries. It is compared with
 * values of each type, which become codes as parameters of the encrypted attribute.
 *
 * @since 0.1.0
 */
public class BlindIndexType implements UserType<Object> {

	@Override
	public int getSqlType() {
		return Types.VARCHAR;
	}

	@Override
	public Class<Object> returnedClass() {
		return Object.class;
	}

	@Override
	public @Nullable Object nullSafeGet(ResultSet resultSet, int position, WrapperOptions options) throws SQLException {
		String code = resultSet.getString(position);
		return (code != null) ? new Code(code) : null;
	}

	@Override
	public void nullSafeSet(PreparedStatement statement, @Nullable Object value, int position, WrapperOptions options)
			throws SQLException {
		statement.setString(position, (value != null) ? ((Code) value).text() : null);
	}

	@Override
	public @Nullable Object deepCopy(@Nullable Object value) {
		return value;
	}

	// Entities that track their own changes know nothing of it, and look at it so.
	@Override
	public boolean isMutable() {
		return true;
	}

	@Override
	public @Nullable Serializable disassemble(@Nullable Object value) {
		return (Code) value;
	}

	@Override
	public @Nullable Object assemble(@Nullable Serializable cached, @Nullable Object owner) {
		return cached;
	}

	/**
	 * Code that is stored.
	 *
	 * @param text the code
	 */
	record Code(String text) implements Serializable {

	}

}
