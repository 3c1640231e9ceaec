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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.hibernate.dialect.pagination.LimitHandler;
import org.hibernate.query.spi.Limit;
import org.hibernate.query.spi.QueryOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Statements that find the values of an attribute that lack the active key or their blind
 * index, in the order of their rows, and change those that are still as they were.
 */
class ReencryptionSql {

	static final String UNKNOWN = "unknown";

	static final String PLAINTEXT = "plaintext";

	static final String UNINDEXED = "unindexed";

	static final String OF_NOBODY = "ofNobody";

	private final EncryptedAttribute attribute;

	private final LimitHandler limits;

	private final List<String> current;

	ReencryptionSql(EncryptedAttribute attribute, String activeKey) {
		this.attribute = attribute;
		this.limits = attribute.sessions().getJdbcServices().getDialect().getLimitHandler();
		String ofPersons = "aps1.s." + activeKey + ".%";
		this.current = attribute.type().hasSubject() ? List.of(ofPersons)
				: List.of("aps1.g." + activeKey + ".%", ofPersons);
	}

	List<Row> read(JdbcOperations jdbc, Object @Nullable [] after, Limit limit) {
		int columns = this.attribute.key().size();
		return jdbc.query(select(after != null, limit), arguments(after, limit), (result, number) -> {
			Object[] key = new Object[columns];
			for (int i = 0; i < columns; i++) {
				key[i] = result.getObject(i + 1);
			}
			return new Row(key, result.getString(columns + 1), result.getString(columns + 2),
					result.getString(columns + 3));
		});
	}

	// What is to come in its place wants the options of a query.
	@SuppressWarnings("removal")
	String select(boolean after, Limit limit) {
		String keys = String.join(", ", this.attribute.key());
		String column = this.attribute.column();
		// Where there is no such column, this is the null of SQL.
		String sql = "select " + keys + ", " + column + ", " + this.attribute.subjectColumn() + ", "
				+ this.attribute.tenantColumn() + " from " + this.attribute.table() + " where " + column
				+ " is not null and ("
				+ String.join(" and ", Collections.nCopies(this.current.size(), column + " not like ?"))
				+ ((this.attribute.indexColumn() != null) ? " or " + this.attribute.indexColumn() + " is null" : "")
				+ ")" + (after ? " and (" + after(this.attribute.key()) + ")" : "") + " order by " + keys;
		return this.limits.processSql(sql, limit, QueryOptions.NONE);
	}

	// a > ? or (a = ? and (b > ? or ...)), which every database has.
	private static String after(List<String> key) {
		String first = key.get(0);
		return first + " > ?"
				+ ((key.size() > 1) ? " or (" + first + " = ? and (" + after(key.subList(1, key.size())) + "))" : "");
	}

	private PreparedStatementSetter arguments(Object @Nullable [] after, Limit limit) {
		List<Object> arguments = new ArrayList<>(this.current);
		for (int i = 0; after != null && i < after.length; i++) {
			arguments.addAll(Collections.nCopies((i < after.length - 1) ? 2 : 1, after[i]));
		}
		return (statement) -> {
			int position = 1 + this.limits.bindLimitParametersAtStartOfQuery(limit, statement, 1);
			for (Object argument : arguments) {
				StatementCreatorUtils.setParameterValue(statement, position++, SqlTypeValue.TYPE_UNKNOWN, argument);
			}
			this.limits.bindLimitParametersAtEndOfQuery(limit, statement, position);
		};
	}

	String update() {
		String index = this.attribute.indexColumn();
		return "update " + this.attribute.table() + " set " + this.attribute.column() + " = ?"
				+ ((index != null) ? ", " + index + " = ?" : "") + " where "
				+ this.attribute.key().stream().map((key) -> key + " = ?").collect(Collectors.joining(" and "))
				+ " and " + this.attribute.column() + " = ?";
	}

	/**
	 * Count the values of an attribute.
	 * @param jdbc the access to its table
	 * @param attribute the attribute
	 * @param ids the ids of the keys that are configured
	 * @return the number of values by key, and of those that have none
	 */
	static Map<String, Long> count(JdbcOperations jdbc, EncryptedAttribute attribute, Collection<String> ids) {
		String column = attribute.column();
		String index = attribute.indexColumn();
		List<String> patterns = new ArrayList<>(List.of("aps1.%", "aps1.g.%"));
		ids.forEach((id) -> patterns.add("aps1._." + id + ".%"));
		Map<String, Long> counts = new LinkedHashMap<>();
		jdbc.query("select count(" + column + "), count(" + ((index != null) ? index : column) + ")"
				+ (", count(case when " + column + " like ? then 1 end)").repeat(patterns.size()) + " from "
				+ attribute.table(), (result) -> {
					long unknown = result.getLong(3);
					int position = 5;
					for (String id : ids) {
						counts.put(id, result.getLong(position));
						unknown -= result.getLong(position++);
					}
					counts.put(UNKNOWN, unknown);
					counts.put(PLAINTEXT, result.getLong(1) - result.getLong(3));
					if (index != null) {
						counts.put(UNINDEXED, result.getLong(1) - result.getLong(2));
					}
					if (attribute.type().hasSubject()) {
						counts.put(OF_NOBODY, result.getLong(4));
					}
				}, patterns.toArray());
		return counts;
	}

	record Row(Object[] key, String stored, @Nullable String subject, @Nullable String tenant) {

	}

}
