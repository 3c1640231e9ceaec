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

import java.util.List;

import javax.sql.DataSource;

import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of an attribute are.
 *
 * @param name the entity and the path of the attribute
 * @param table the table, as SQL names it
 * @param key the columns that tell its rows apart, as SQL names them
 * @param column the column, as SQL names it
 * @param type how it is encrypted
 * @param subjectColumn the column of the person the values are about, {@code null} when
 * they are about nobody
 * @param tenantColumn the column of the tenant the values belong to, {@code null} when
 * there is none
 * @param indexColumn the column of its blind index, {@code null} when it has none
 * @param sessions what Hibernate knows of its database
 */
record EncryptedAttribute(String name, String table, List<String> key, String column, EncryptedType type,
		@Nullable String subjectColumn, @Nullable String tenantColumn, @Nullable String indexColumn,
		SessionFactoryImplementor sessions) {

	/**
	 * Return where the table is, which is not the data source of the application where
	 * there are several persistence units.
	 * @return the data source, or {@code null} if Hibernate does not tell
	 */
	@Nullable DataSource dataSource() {
		ConnectionProvider connections = this.sessions.getServiceRegistry().getService(ConnectionProvider.class);
		return (connections != null && connections.isUnwrappableAs(DataSource.class))
				? connections.unwrap(DataSource.class) : null;
	}

}
