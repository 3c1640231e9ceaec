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

package io.github.apisecurity.shared;

import java.time.Duration;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the application for security state. Whoever asks waits two seconds for
 * a connection and two for each statement. What is written is there when the call
 * returns, whatever becomes of the transaction of the caller, since other nodes are told
 * of it.
 *
 * @param jdbc reads and writes, a page of rows at most
 * @param transactions the transactions of their own
 * @since 0.1.0
 */
public record SharedDatabase(JdbcOperations jdbc, TransactionOperations transactions) {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Return the database behind a pool.
	 * @param dataSource the pool
	 * @return the database
	 */
	public static SharedDatabase of(DataSource dataSource) {
		ImpatientDataSource connections = new ImpatientDataSource(dataSource, TIMEOUT);
		JdbcTemplate jdbc = new JdbcTemplate(connections);
		jdbc.setQueryTimeout((int) TIMEOUT.toSeconds());
		jdbc.setMaxRows(SharedStore.PAGE);
		TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(connections));
		transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return new SharedDatabase(jdbc, transactions);
	}

	/**
	 * Do something in a transaction of its own.
	 * @param <T> the type of the result
	 * @param action what to do
	 * @return the result
	 */
	public <T> @Nullable T call(Function<JdbcOperations, @Nullable T> action) {
		return this.transactions.execute((status) -> action.apply(this.jdbc));
	}

	/**
	 * Change rows in a transaction of its own.
	 * @param sql the statement
	 * @param values its parameters
	 * @return the number of rows
	 */
	public int update(String sql, @Nullable Object... values) {
		Integer rows = call((jdbc) -> jdbc.update(sql, values));
		return (rows != null) ? rows : 0;
	}

}
