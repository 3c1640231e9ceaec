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

package io.github.apisecurity.password;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@link ConfigurationProperties Properties} for hashes of passwords.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.password")
public class PasswordProperties {

	/**
	 * How new passwords are hashed. Without it the application has no password encoder of
	 * this library.
	 */
	private @Nullable Algorithm algorithm;

	private final Argon2 argon2 = new Argon2();

	private final Bcrypt bcrypt = new Bcrypt();

	/**
	 * Number of passwords that are hashed at the same time. By default the number of
	 * processors.
	 */
	private @Nullable Integer maxConcurrent;

	/**
	 * Time to wait for others to be hashed, before the answer is 503.
	 */
	private Duration maxWait = Duration.ofSeconds(2);

	public @Nullable Algorithm getAlgorithm() {
		return this.algorithm;
	}

	public void setAlgorithm(@Nullable Algorithm algorithm) {
		this.algorithm = algorithm;
	}

	public Argon2 getArgon2() {
		return this.argon2;
	}

	public Bcrypt getBcrypt() {
		return this.bcrypt;
	}

	public @Nullable Integer getMaxConcurrent() {
		return this.maxConcurrent;
	}

	public void setMaxConcurrent(@Nullable Integer maxConcurrent) {
		this.maxConcurrent = maxConcurrent;
	}

	public Duration getMaxWait() {
		return this.maxWait;
	}

	public void setMaxWait(Duration maxWait) {
		this.maxWait = maxWait;
	}

	/**
	 * How passwords are hashed.
	 */
	public enum Algorithm {

		/**
		 * Argon2id (RFC 9106), which needs password4j.
		 */
		ARGON2ID,

		/**
		 * Bcrypt of the SHA-384 of the password, so that all of a long one counts.
		 */
		BCRYPT

	}

	/**
	 * Parameters of Argon2id.
	 */
	public static class Argon2 {

		/**
		 * Memory of one hash in KiB.
		 */
		private int memory = 19456;

		/**
		 * Number of passes over the memory.
		 */
		private int iterations = 2;

		/**
		 * Number of lanes.
		 */
		private int parallelism = 1;

		public int getMemory() {
			return this.memory;
		}

		public void setMemory(int memory) {
			this.memory = memory;
		}

		public int getIterations() {
			return this.iterations;
		}

		public void setIterations(int iterations) {
			this.iterations = iterations;
		}

		public int getParallelism() {
			return this.parallelism;
		}

		public void setParallelism(int parallelism) {
			this.parallelism = parallelism;
		}

	}

	/**
	 * Parameters of bcrypt.
	 */
	public static class Bcrypt {

		/**
		 * Binary logarithm of the number of rounds, 12 to 31.
		 */
		private int strength = 12;

		public int getStrength() {
			return this.strength;
		}

		public void setStrength(int strength) {
			this.strength = strength;
		}

	}

}
