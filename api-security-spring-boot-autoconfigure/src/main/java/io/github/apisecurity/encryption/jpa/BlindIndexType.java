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
import java.util.Objects;
import java.util.Properties;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.jpa.BlindIndex.Normalization;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.usertype.ParameterizedType;
import org.hibernate.usertype.UserType;
import org.hibernate.usertype.UserTypeCreationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Type of the attribute that stands for an encrypted one in queries. Its values are those
 * of the encrypted attribute, and become codes on their way to the database; what comes
 * from there is a code already.
 *
 * @since 0.1.0
 */
public class BlindIndexType implements UserType<Object>, ParameterizedType {

	private final UserTypeCreationContext context;

	@SuppressWarnings("NullAway.Init")
	private JpaEncryption encryption;

	@SuppressWarnings("NullAway.Init")
	private EncryptedColumn column;

	@SuppressWarnings("NullAway.Init")
	private Normalization normalization;

	@SuppressWarnings("NullAway.Init")
	private TextCodec codec;

	/**
	 * Made by Hibernate.
	 * @param context where the attribute is
	 */
	public BlindIndexType(UserTypeCreationContext context) {
		this.context = context;
	}

	@Override
	public void setParameterValues(Properties parameters) {
		this.column = new EncryptedColumn(parameters.getProperty("entity"), parameters.getProperty("column"));
		this.normalization = Normalization.valueOf(parameters.getProperty("normalization"));
		String attribute = parameters.getProperty("attribute");
		this.encryption = JpaEncryption.get(this.context.getServiceRegistry(), attribute);
		this.codec = new TextCodec(ClassUtils.resolveClassName(parameters.getProperty("type"), null), attribute,
				this.context.getBuildingContext());
		// Nothing waits for the first query to tell that there is no key.
		this.encryption.cipher().forTenant(null).index(this.column, "");
	}

	private @Nullable String code(@Nullable Object value) {
		Object plain = ToStore.unwrap(value);
		if (plain == null) {
			return null;
		}
		return (plain instanceof Code code) ? code.text() : JpaEncryption.index(this.encryption.cipher(), this.column,
				this.codec.toText(plain), this.normalization);
	}

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
		return assemble(resultSet.getString(position), null);
	}

	@Override
	public void nullSafeSet(PreparedStatement statement, @Nullable Object value, int position, WrapperOptions options)
			throws SQLException {
		statement.setString(position, code(value));
	}

	@Override
	public boolean equals(@Nullable Object one, @Nullable Object other) {
		return Objects.equals(code(one), code(other));
	}

	@Override
	public int hashCode(@Nullable Object value) {
		return Objects.hashCode(code(value));
	}

	@Override
	public @Nullable Object deepCopy(@Nullable Object value) {
		return value;
	}

	@Override
	public boolean isMutable() {
		return false;
	}

	@Override
	public @Nullable Serializable disassemble(@Nullable Object value) {
		return code(value);
	}

	@Override
	public @Nullable Object assemble(@Nullable Serializable cached, @Nullable Object owner) {
		return (cached != null) ? new Code((String) cached) : null;
	}

	/**
	 * Code that is stored.
	 *
	 * @param text the code
	 */
	record Code(String text) implements Serializable {

	}

}
