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
		EventKind kind = EventKind.of(id);
		document.path("@timestamp", event.time());
		document.path("ecs.version", VERSION);
		document.path("event.kind", (kind == EventKind.FINDING) ? "alert" : "event");
		document.path("event.category", List.of(kind.category()));
		document.path("event.type", List.of(type(id, kind, event.type().outcome() == Outcome.SUCCESS)));
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

	// Which types there are depends on the category.
	private static String type(String id, EventKind kind, boolean success) {
		return switch (kind) {
			case IDENTITY, CONFIGURATION -> "change";
			case AUTHENTICATION ->
				id.startsWith("authn_login") ? "start" : id.equals("authn_token_revoked") ? "end" : "info";
			case SESSION, FINDING, LIFECYCLE -> "info";
			case API -> (success || id.equals("api_access")) ? "access" : "denied";
		};
	}

}
