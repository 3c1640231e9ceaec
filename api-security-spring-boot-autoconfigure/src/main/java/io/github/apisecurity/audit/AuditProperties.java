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

package io.github.apisecurity.audit;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the audit trail.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.audit")
public class AuditProperties {

	private final AuthenticationSuccess authenticationSuccess = new AuthenticationSuccess();

	public AuthenticationSuccess getAuthenticationSuccess() {
		return this.authenticationSuccess;
	}

	/**
	 * Properties of the event for an accepted credential.
	 */
	public static class AuthenticationSuccess {

		/**
		 * Time in which an access token or API key that is accepted again is not recorded
		 * again. Zero records each request.
		 */
		private Duration interval = Duration.ofMinutes(15);

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

	}

}
