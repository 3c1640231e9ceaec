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

package io.github.apisecurity.validation;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the HTTP firewall.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.validation.firewall")
public class FirewallProperties {

	/**
	 * HTTP methods that a request may have.
	 */
	private final List<String> allowedMethods = new ArrayList<>(
			List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));

	/**
	 * Host names that a request may be sent to, such as 'api.example.com' or
	 * '*.example.com'. Any when empty.
	 */
	private final List<String> allowedHosts = new ArrayList<>();

	public List<String> getAllowedMethods() {
		return this.allowedMethods;
	}

	public List<String> getAllowedHosts() {
		return this.allowedHosts;
	}

}
