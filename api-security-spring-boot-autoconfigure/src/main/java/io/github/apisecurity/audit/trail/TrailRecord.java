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

import io.github.apisecurity.audit.SecurityEvent;

/**
 * One event as it is written: made once, for all places it goes to.
 *
 * @param event the event
 * @param document the event in the chosen format
 */
record TrailRecord(SecurityEvent event, Map<String, Object> document) {

	static TrailRecord of(SecurityEvent event, EventFormat format) {
		return new TrailRecord(event, format.document(event));
	}

	/**
	 * Return the document as one line of JSON.
	 * @return the line
	 */
	String json() {
		return CanonicalJson.write(this.document, false);
	}

}
