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

package io.github.apisecurity.audit.detection;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} for what the rules have found, and whom they refuse.
 */
@Endpoint(id = "detection")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(DetectionEndpoint.class)
class DetectionEndpoint {

	private static final SecurityEventType CHANGED = new SecurityEventType("authz_admin", Outcome.SUCCESS);

	private final Detector detector;

	private final SecurityEventPublisher publisher;

	DetectionEndpoint(Detector detector, SecurityEventPublisher publisher) {
		this.detector = detector;
		this.publisher = publisher;
	}

	/**
	 * Return the rules, whom they refuse now, and the latest alerts of this node.
	 * @return what is going on
	 */
	@ReadOperation
	Map<String, Object> detection() {
		Map<String, Map<String, Object>> rules = new TreeMap<>();
		this.detector.rules().forEach((rule) -> {
			Map<String, Object> description = rule.describe();
			description.put("counted", this.detector.engine().counted(rule));
			rules.put(rule.id(), description);
		});
		return Map.of("rules", rules, "blocks",
				this.detector.blocks().all().stream().map(DetectionEndpoint::describe).toList(), "alerts",
				this.detector.alerts().recent());
	}

	/**
	 * End a block, on all nodes.
	 * @param block its name
	 * @return nothing, with status 404 when there is none and 503 while the other nodes
	 * cannot be told
	 */
	@DeleteOperation
	@Nullable WebEndpointResponse<Void> lift(@Selector String block) {
		try {
			Block lifted = this.detector.blocks().lift(block);
			if (lifted == null) {
				return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
			}
			this.publisher.publish(CHANGED, "block_lifted", Map.of("rule", lifted.rule(), "subject",
					lifted.subject().toString(), "until", Instant.ofEpochMilli(lifted.until()).toString()));
			return null;
		}
		catch (SharedStateUnavailableException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private static Map<String, Object> describe(Block block) {
		return Map.of("id", block.subject().id(), "rule", block.rule(), "subject", block.subject().toString(), "login",
				block.subject().attempt(), "throttled", block.throttled(), "since", Instant.ofEpochMilli(block.since()),
				"until", Instant.ofEpochMilli(block.until()));
	}

}
