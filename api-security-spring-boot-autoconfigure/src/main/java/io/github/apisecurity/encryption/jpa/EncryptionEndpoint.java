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

import java.util.Map;

import io.github.apisecurity.encryption.jpa.Reencryption.Progress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} for the keys of stored values.
 */
@Endpoint(id = "encryption")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(EncryptionEndpoint.class)
class EncryptionEndpoint {

	private final Reencryption reencryption;

	EncryptionEndpoint(Reencryption reencryption) {
		this.reencryption = reencryption;
	}

	/**
	 * Count the values of each key.
	 * @return the counts, and the progress of the run
	 */
	@ReadOperation
	Usage usage() {
		return new Usage(this.reencryption.count(), this.reencryption.progress());
	}

	/**
	 * Encrypt all values with the active key.
	 * @param dryRun whether to decrypt everything and change nothing
	 * @return the progress, with status 409 when a run is under way
	 */
	@WriteOperation
	WebEndpointResponse<Progress> start(@Nullable Boolean dryRun) {
		boolean started = this.reencryption.start(Boolean.TRUE.equals(dryRun));
		return new WebEndpointResponse<>(this.reencryption.progress(), started ? 202 : 409);
	}

	/**
	 * Stop the run.
	 */
	@DeleteOperation
	void stop() {
		this.reencryption.stop();
	}

	/**
	 * Body of the response.
	 *
	 * @param values the number of values by attribute and key
	 * @param reencryption the progress of the run
	 */
	record Usage(Map<String, Map<String, Long>> values, Progress reencryption) {

	}

}
