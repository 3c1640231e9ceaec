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

package io.github.apisecurity.audit.trail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the places the audit trail is written to.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.audit.sinks")
public class AuditSinkProperties {

	/**
	 * Number of events that wait for each of the sinks that ask another server. More are
	 * lost and counted.
	 */
	private int queue = 10_000;

	private final File file = new File();

	private final Jdbc jdbc = new Jdbc();

	private final RedisStream redis = new RedisStream();

	private final Webhook webhook = new Webhook();

	public int getQueue() {
		return this.queue;
	}

	public void setQueue(int queue) {
		this.queue = queue;
	}

	public File getFile() {
		return this.file;
	}

	public Jdbc getJdbc() {
		return this.jdbc;
	}

	public RedisStream getRedis() {
		return this.redis;
	}

	public Webhook getWebhook() {
		return this.webhook;
	}

	/**
	 * Properties of the file.
	 */
	public static class File {

		/**
		 * Path of the file, one for each node. Without it there is none.
		 */
		private @Nullable Path path;

		/**
		 * Size after which the file is renamed and another one begun.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(100);

		/**
		 * Members that are written beside the record, where only a salted hash of them
		 * stands, so that they can be erased.
		 */
		private final List<String> personal = new ArrayList<>();

		private final Chain chain = new Chain();

		public @Nullable Path getPath() {
			return this.path;
		}

		public void setPath(@Nullable Path path) {
			this.path = path;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public List<String> getPersonal() {
			return this.personal;
		}

		public Chain getChain() {
			return this.chain;
		}

	}

	/**
	 * Properties of the chain of records.
	 */
	public static class Chain {

		/**
		 * PEM with an Ed25519 key (PKCS #8), and its public key, that signs checkpoints.
		 * Without it there are none.
		 */
		private @Nullable Resource signingKey;

		/**
		 * Time after which another checkpoint is signed, if there are more records.
		 */
		private Duration checkpointInterval = Duration.ofMinutes(1);

		public @Nullable Resource getSigningKey() {
			return this.signingKey;
		}

		public void setSigningKey(@Nullable Resource signingKey) {
			this.signingKey = signingKey;
		}

		public Duration getCheckpointInterval() {
			return this.checkpointInterval;
		}

		public void setCheckpointInterval(Duration checkpointInterval) {
			this.checkpointInterval = checkpointInterval;
		}

	}

	/**
	 * Properties of the table.
	 */
	public static class Jdbc {

		/**
		 * Age from which events are deleted from the table. Without it none are.
		 */
		private @Nullable Duration retention;

		public @Nullable Duration getRetention() {
			return this.retention;
		}

		public void setRetention(@Nullable Duration retention) {
			this.retention = retention;
		}

	}

	/**
	 * Properties of the stream in Redis.
	 */
	public static class RedisStream {

		/**
		 * Number of events that the stream keeps, about.
		 */
		private long maxLength = 100_000;

		public long getMaxLength() {
			return this.maxLength;
		}

		public void setMaxLength(long maxLength) {
			this.maxLength = maxLength;
		}

	}

	/**
	 * Properties of the webhook.
	 */
	public static class Webhook {

		/**
		 * HTTPS URL that events are sent to. Without it none are.
		 */
		private @Nullable String url;

		/**
		 * Secret of the signature as Standard Webhooks writes it: 'whsec_' and Base64.
		 */
		private @Nullable String secret;

		/**
		 * Whether the receiver may have an address that is not one of the public
		 * Internet, and no TLS.
		 */
		private boolean internal;

		/**
		 * Time in which the receiver has to answer.
		 */
		private Duration timeout = Duration.ofSeconds(5);

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public boolean isInternal() {
			return this.internal;
		}

		public void setInternal(boolean internal) {
			this.internal = internal;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
