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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint @Endpoint} for what the rules have found, and whom they refuse.
 */
@Endpoint(id = "detection")
class DetectionEndpoint {

	private static final SecurityEventType CHANGED = new SecurityEventType("authz_admin", Outcome.SUCCESS);

	private final Collection<DetectionRule> rules;

	private final Blocks blocks;

	private final Alerts alerts;

	private final SecurityEventPublisher publisher;

	DetectionEndpoint(Collection<DetectionRule> rules, Blocks blocks, Alerts alerts, SecurityEventPublisher publisher) {
		this.rules = rules;
		this.blocks = blocks;
		this.alerts = alerts;
		this.publisher = publisher;
	}

	/**
	 * Return the rules, whom they refuse now, and the latest alerts of this node.
	 * @return what is going on
	 */
	@ReadOperation
	DetectionDescriptor detection() {
		Map<String, Map<String, Object>> rules = new TreeMap<>();
		this.rules.forEach((rule) -> rules.put(rule.id(), rule.describe()));
		return new DetectionDescriptor(rules, this.blocks.all().stream().map(BlockDescriptor::of).toList(),
				this.alerts.recent());
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
			Block lifted = this.blocks.lift(block);
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

	/**
	 * Body of the response.
	 *
	 * @param rules the rules by name
	 * @param blocks whom they refuse
	 * @param alerts what was found lately
	 */
	record DetectionDescriptor(Map<String, Map<String, Object>> rules, List<BlockDescriptor> blocks,
			List<Alert> alerts) {

	}

	/**
	 * One block.
	 *
	 * @param id its name
	 * @param rule the rule
	 * @param subject who is refused
	 * @param login whether only logins are
	 * @param throttled whether one request a second is let through
	 * @param since when it began
	 * @param until when it ends
	 */
	record BlockDescriptor(String id, String rule, String subject, boolean login, boolean throttled, Instant since,
			Instant until) {

		static BlockDescriptor of(Block block) {
			return new BlockDescriptor(block.subject().id(), block.rule(), block.subject().toString(),
					block.subject().attempt(), block.throttled(), Instant.ofEpochMilli(block.since()),
					Instant.ofEpochMilli(block.until()));
		}

	}

}
