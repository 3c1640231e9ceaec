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

package io.github.apisecurity.versioning;

import tools.jackson.databind.JsonNode;

/**
 * Keeps an old contract of endpoints that have one implementation: turns requests of old
 * versions into new ones before they are bound and validated, and answers into old ones
 * after they are masked. Beans of this type have {@link VersionChange @VersionChange}.
 * Several apply one after the other. They see JSON only, and neither problems nor
 * streams.
 *
 * @since 0.1.0
 */
public interface ApiVersionChange {

	/**
	 * Turn the body of a request in the old form into the new one.
	 * @param body the body as the client sent it
	 * @return the body as the handler reads it
	 */
	default JsonNode upgradeRequest(JsonNode body) {
		return body;
	}

	/**
	 * Turn the body of an answer in the new form into the old one.
	 * @param body the body as the handler wrote it, with masks in it
	 * @return the body as the client knows it
	 */
	default JsonNode downgradeResponse(JsonNode body) {
		return body;
	}

}
