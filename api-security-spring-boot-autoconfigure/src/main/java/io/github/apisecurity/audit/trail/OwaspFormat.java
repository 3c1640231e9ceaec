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
		document.path("time", event.time());
		document.path("event", event.type().id());
		document.path("outcome", event.type().outcome().id());
		document.path("level", event.type().severity());
		addFields(document, event, Field::owasp);
		document.path("appid", application());
		document.path("hostname", instance());
		return document;
	}

}
