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

package io.github.apisecurity.audit;

import java.time.Duration;

import io.github.apisecurity.chain.RequestRuleProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the audit trail.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.audit")
public class AuditProperties {

	/**
	 * Format of what is written.
	 */
	private Format format = Format.OWASP;

	/**
	 * Name of this node in what is written, and of its chain of records. By default the
	 * name of the host.
	 */
	private @Nullable String instance;

	private final AuthenticationSuccess authenticationSuccess = new AuthenticationSuccess();

	private final Queue queue = new Queue();

	private final AccessLog accessLog = new AccessLog();

	public Format getFormat() {
		return this.format;
	}

	public void setFormat(Format format) {
		this.format = format;
	}

	public @Nullable String getInstance() {
		return this.instance;
	}

	public void setInstance(@Nullable String instance) {
		this.instance = instance;
	}

	public Queue getQueue() {
		return this.queue;
	}

	public AccessLog getAccessLog() {
		return this.accessLog;
	}

	public AuthenticationSuccess getAuthenticationSuccess() {
		return this.authenticationSuccess;
	}

	/**
	 * Properties of the event for an accepted credential.
	 */
	public static class AuthenticationSuccess {

		/**
		 * Time in which an access token or API key that is accepted again is not recorded
		 * again. Zero records each request.
		 */
		private Duration interval = Duration.ofMinutes(10);

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

	}

	/**
	 * Properties of the events that wait to be written.
	 */
	public static class Queue {

		/**
		 * Number of events that may wait.
		 */
		private int capacity = 10_000;

		/**
		 * What happens to an event for which there is no place.
		 */
		private Overflow overflow = Overflow.DROP_AND_COUNT;

		/**
		 * Whether a request waits until its events are on the disk. Needs a file.
		 */
		private boolean durable;

		/**
		 * Time a request waits at most, for a place in the queue or for the disk.
		 */
		private Duration maxWait = Duration.ofSeconds(5);

		public int getCapacity() {
			return this.capacity;
		}

		public void setCapacity(int capacity) {
			this.capacity = capacity;
		}

		public Overflow getOverflow() {
			return this.overflow;
		}

		public void setOverflow(Overflow overflow) {
			this.overflow = overflow;
		}

		public boolean isDurable() {
			return this.durable;
		}

		public void setDurable(boolean durable) {
			this.durable = durable;
		}

		public Duration getMaxWait() {
			return this.maxWait;
		}

		public void setMaxWait(Duration maxWait) {
			this.maxWait = maxWait;
		}

	}

	/**
	 * Properties of the log of all requests.
	 */
	public static class AccessLog extends RequestRuleProperties {

		/**
		 * Share of the requests that is recorded, chosen at random.
		 */
		private double sample = 1;

		/**
		 * Whether requests are also written to the table of the audit trail.
		 */
		private boolean jdbc;

		public double getSample() {
			return this.sample;
		}

		public void setSample(double sample) {
			this.sample = sample;
		}

		public boolean isJdbc() {
			return this.jdbc;
		}

		public void setJdbc(boolean jdbc) {
			this.jdbc = jdbc;
		}

	}

	/**
	 * What happens to an event for which there is no place.
	 */
	public enum Overflow {

		/**
		 * It is lost and counted.
		 */
		DROP_AND_COUNT,

		/**
		 * The request waits for a place, and the event is lost when there is none in
		 * time.
		 */
		BLOCK,

		/**
		 * The request is answered with 503, also when an event cannot be written.
		 */
		FAIL_REQUEST

	}

	/**
	 * Format of what is written.
	 */
	public enum Format {

		/**
		 * Names of the OWASP logging vocabulary.
		 */
		OWASP,

		/**
		 * Elastic Common Schema.
		 */
		ECS,

		/**
		 * Open Cybersecurity Schema Framework.
		 */
		OCSF

	}

}
