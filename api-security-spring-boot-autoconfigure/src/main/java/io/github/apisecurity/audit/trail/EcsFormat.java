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

import java.util.List;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.trail.EventFormat.Document;
import io.github.apisecurity.audit.trail.EventFormat.Field;
import io.github.apisecurity.network.IpAddress;

/**
 * Elastic Common Schema. What it has no field for is below {@code api_security}.
 */
final class EcsFormat {

	static final String VERSION = "8.11";

	private EcsFormat() {
	}

	static void write(Document document, SecurityEvent event, String application, String instance) {
		String id = event.type().id();
		boolean success = event.type().outcome() == Outcome.SUCCESS;
		document.path("@timestamp", event.time());
		document.path("ecs.version", VERSION);
		document.path("event.kind", (id.startsWith("attack_")) ? "alert" : "event");
		document.path("event.category", List.of(category(id)));
		document.path("event.type", List.of(type(id, success)));
		document.path("event.outcome", event.type().outcome().id());
		document.path("event.action", id);
		document.path("event.severity", EventFormat.severity(event));
		document.path("event.dataset", "api_security.audit");
		EventFormat.addFields(document, event, Field::ecs);
		RequestDetails request = event.request();
		if (request != null && IpAddress.parse(request.clientAddress()) != null) {
			document.path("source.ip", request.clientAddress());
		}
		document.path("service.name", application);
		document.path("service.node.name", instance);
	}

	private static String category(String id) {
		if (id.startsWith("authn_")) {
			return id.equals("authn_admin") ? "iam" : "authentication";
		}
		if (id.startsWith("session_")) {
			return "session";
		}
		if (id.startsWith("attack_")) {
			return "intrusion_detection";
		}
		return (id.equals("authz_admin") || id.startsWith("sys_")) ? "configuration" : "api";
	}

	// Which types there are depends on the category.
	private static String type(String id, boolean success) {
		return switch (category(id)) {
			case "iam" -> "change";
			case "configuration" -> id.endsWith("_admin") ? "change" : "info";
			case "authentication" ->
				id.startsWith("authn_login") ? "start" : id.equals("authn_token_revoked") ? "end" : "info";
			case "session", "intrusion_detection" -> "info";
			default -> (success || id.equals("api_access")) ? "access" : "denied";
		};
	}

}
