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

package io.github.apisecurity.config;

import java.util.List;

/**
 * Thrown when there are keys below {@code api-security} that no property knows, or whose
 * feature is off.
 */
class UnknownKeysException extends RefusedStartException {

	UnknownKeysException(List<String> keys) {
		super("These keys have no effect:\n\n    " + String.join("\n    ", keys) + "\n",
				"Correct or remove the keys. To start with them nevertheless, set 'api-security.config.unknown-keys' "
						+ "to 'warn'.");
	}

}
