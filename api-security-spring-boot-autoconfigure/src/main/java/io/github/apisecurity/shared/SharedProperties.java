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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for state that all nodes share, such as run-time changes of
 * rate limits.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.shared")
public class SharedProperties {

	/**
	 * Where the nodes share their state.
	 */
	private StoreType store = StoreType.AUTO;

	/**
	 * Name under which a database has the state, by default spring.application.name.
	 * Applications with the same name share it.
	 */
	private @Nullable String application;

	/**
	 * Time between two looks at the changes of other nodes.
	 */
	private Duration refreshInterval = Duration.ofMillis(500);

	/**
	 * Age from which a copy that could not be refreshed is a warning and a finding of
	 * '/actuator/apisecurity'.
	 */
	private Duration maxStaleness = Duration.ofMinutes(5);

	public StoreType getStore() {
		return this.store;
	}

	public void setStore(StoreType store) {
		this.store = store;
	}

	public @Nullable String getApplication() {
		return this.application;
	}

	public void setApplication(@Nullable String application) {
		this.application = application;
	}

	public Duration getRefreshInterval() {
		return this.refreshInterval;
	}

	public void setRefreshInterval(Duration refreshInterval) {
		this.refreshInterval = refreshInterval;
	}

	public Duration getMaxStaleness() {
		return this.maxStaleness;
	}

	public void setMaxStaleness(Duration maxStaleness) {
		this.maxStaleness = maxStaleness;
	}

	/**
	 * Stores.
	 */
	public enum StoreType {

		/**
		 * Redis when it is configured, otherwise memory.
		 */
		AUTO,

		/**
		 * Each node by itself.
		 */
		MEMORY,

		/**
		 * Redis.
		 */
		REDIS,

		/**
		 * The table {@code shared_state}.
		 */
		JDBC

	}

}
