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

package io.github.apisecurity.problem;

import java.net.URI;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for error responses.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.problem")
public class ProblemProperties {

	/**
	 * Whether to answer every error with an RFC 9457 problem.
	 */
	private boolean enabled = true;

	/**
	 * Absolute URI that the types of problems are resolved against.
	 */
	private URI typeBaseUri = URI.create("https://apisecurity.github.io/problems/");

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public URI getTypeBaseUri() {
		return this.typeBaseUri;
	}

	public void setTypeBaseUri(URI typeBaseUri) {
		this.typeBaseUri = typeBaseUri;
	}

}
