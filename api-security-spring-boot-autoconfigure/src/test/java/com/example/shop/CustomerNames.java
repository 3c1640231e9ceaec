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

package com.example.shop;

import io.github.apisecurity.versioning.ApiVersionChange;
import io.github.apisecurity.versioning.VersionChange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

@Component
@VersionChange(from = "1.0", to = "2.0", pattern = "/customers/**")
class CustomerNames implements ApiVersionChange {

	@Override
	public JsonNode upgradeRequest(JsonNode body) {
		return rename(body, "fullName", "name");
	}

	@Override
	public JsonNode downgradeResponse(JsonNode body) {
		return rename(body, "name", "fullName");
	}

	private static JsonNode rename(JsonNode body, String from, String to) {
		if (body instanceof ObjectNode customer && customer.has(from)) {
			customer.set(to, customer.remove(from));
		}
		return body;
	}

}
