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

import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;

/**
 * Flat members with the names of the OWASP logging vocabulary.
 */
class OwaspFormat extends EventFormat {

	OwaspFormat(String application, Supplier<String> instance) {
		super(application, instance);
	}

	@Override
	Map<String, Object> document(SecurityEvent event) {
		Document document = new Document();
		document.put("time", event.time());
		document.put("event", event.type().id());
		document.put("outcome", event.type().outcome().id());
		document.put("level", event.type().severity());
		document.put("reason", event.reason());
		document.put("user", event.principal());
		document.put("issuer", event.issuer());
		document.put("token_id", tokenId(event));
		document.put("trace_id", event.traceId());
		RequestDetails request = event.request();
		if (request != null) {
			document.put("request_id", request.id());
			document.put("source_ip", request.clientAddress());
			document.put("request_method", request.method());
			document.put("request_uri", request.path());
			document.put("route", request.pathTemplate());
			document.put("resource_ids", request.resourceIds());
			document.put("useragent", request.userAgent());
		}
		document.put("details", event.details());
		document.put("appid", application());
		document.put("hostname", instance());
		return document;
	}

}
