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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.github.apisecurity.config.DaemonThreads;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Gives up on a connection sooner than the pool of the application, which waits half a
 * minute while the database is away: a revocation would wait for that, and for those that
 * wait before it.
 */
class ImpatientDataSource extends DelegatingDataSource {

	private static final int MAX_WAITING = 1000;

	private final Duration timeout;

	private final Executor executor;

	/**
	 * When the pool was asked that has not answered yet, zero when it has.
	 */
	private volatile long asked;

	ImpatientDataSource(DataSource dataSource, Duration timeout) {
		super(dataSource);
		this.timeout = timeout;
		this.executor = DaemonThreads.pool("api-security-connection-", 1, MAX_WAITING);
	}

	@Override
	public Connection getConnection() throws SQLException {
		long since = this.asked;
		if (since != 0 && System.nanoTime() - since > this.timeout.toNanos()) {
			// Who waits as well keeps a thread from other work.
			throw new SQLTransientConnectionException("There is no connection");
		}
		CompletableFuture<Connection> connection = new CompletableFuture<>();
		try {
			this.executor.execute(() -> open(connection));
			return connection.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).join();
		}
		catch (CompletionException ex) {
			throw new SQLTransientConnectionException("There is no connection", ex.getCause());
		}
		catch (RejectedExecutionException ex) {
			throw new SQLTransientConnectionException("Too many wait for a connection", ex);
		}
	}

	private void open(CompletableFuture<Connection> result) {
		// Nobody waits any more.
		if (result.isDone()) {
			return;
		}
		this.asked = System.nanoTime() | 1;
		try {
			Connection connection = super.getConnection();
			if (!result.complete(connection)) {
				JdbcUtils.closeConnection(connection);
			}
		}
		catch (SQLException | RuntimeException ex) {
			result.completeExceptionally(ex);
		}
		finally {
			this.asked = 0;
		}
	}

}
