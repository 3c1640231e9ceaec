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

import java.util.Objects;
import java.util.Set;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.trail.EventFormat.Document;
import io.github.apisecurity.network.IpAddress;

/**
 * Open Cybersecurity Schema Framework. What it has no attribute for is in
 * {@code unmapped}.
 */
final class OcsfFormat {

	static final String VERSION = "1.9.0-dev";

	private static final String UNKNOWN = "unknown";

	private static final int OTHER = 99;

	/**
	 * What ends a log-in. The class 3003 is about the privileges that one gets.
	 */
	private static final Set<String> LOGOFF = Set.of("authn_token_revoked", "session_logout", "session_expired");

	private OcsfFormat() {
	}

	static void write(Document document, SecurityEvent event, String application, String instance) {
		String id = event.type().id();
		EventKind kind = EventKind.of(id);
		int activity = activity(kind, event);
		document.path("time", event.time().toEpochMilli());
		document.path("category_uid", kind.uid() / 1000);
		document.path("class_uid", kind.uid());
		document.path("activity_id", activity);
		document.path("activity_name", (activity == OTHER) ? id : null);
		document.path("type_uid", kind.uid() * 100 + activity);
		document.path("severity_id", EventFormat.severity(event));
		document.path("metadata.version", VERSION);
		document.path("metadata.event_code", id);
		document.path("metadata.product.name", application);
		document.path("metadata.product.vendor_name", application);
		document.path("unmapped.instance", instance);
		boolean ofCaller = kind != EventKind.FINDING && kind != EventKind.LIFECYCLE;
		EventFormat.addFields(document, event,
				(field) -> (ofCaller || !field.ocsf().startsWith("http_request.")) ? field.ocsf() : "");
		if (kind != EventKind.FINDING) {
			document.path("status_id", (event.type().outcome() == Outcome.SUCCESS) ? 1 : 2);
		}
		switch (kind) {
			case AUTHENTICATION, SESSION -> {
				caller(document, "user", event);
				document.path("service.name", application);
			}
			case FINDING -> {
				document.path("finding_info.uid", Objects.requireNonNullElse(event.reason(), id));
				document.path("finding_info.title", id);
			}
			case LIFECYCLE -> document.path("app.name", application);
			case IDENTITY, CONFIGURATION, API -> {
				caller(document, "actor.user", event);
				document.path("api.operation", operation(event));
				document.path("api.service.name", application);
				document.path("src_endpoint.name", (event.request() == null) ? instance : null);
			}
		}
	}

	private static String operation(SecurityEvent event) {
		RequestDetails request = event.request();
		if (request == null) {
			return event.type().id();
		}
		String template = request.pathTemplate();
		return request.method() + " " + ((template != null) ? template : request.path());
	}

	private static void caller(Document document, String path, SecurityEvent event) {
		document.path(path + ".name", Objects.requireNonNullElse(event.principal(),
				(event.details().get("attempted_user") instanceof String name) ? name : UNKNOWN));
		document.path(path + ".domain", event.issuer());
		if (event.request() != null) {
			String address = event.request().clientAddress();
			document.path((IpAddress.parse(address) != null) ? "src_endpoint.ip" : "src_endpoint.name", address);
		}
	}

	private static int activity(EventKind kind, SecurityEvent event) {
		String id = event.type().id();
		return switch (kind) {
			case AUTHENTICATION, SESSION -> id.startsWith("authn_login") ? 1 : LOGOFF.contains(id) ? 2 : OTHER;
			case FINDING -> 1;
			case LIFECYCLE -> id.equals("sys_startup") ? 3 : id.equals("sys_shutdown") ? 4 : OTHER;
			case IDENTITY, CONFIGURATION, API -> (event.request() != null) ? switch (event.request().method()) {
				case "POST" -> 1;
				case "GET", "HEAD" -> 2;
				case "PUT", "PATCH" -> 3;
				case "DELETE" -> 4;
				default -> OTHER;
			} : OTHER;
		};
	}

}
