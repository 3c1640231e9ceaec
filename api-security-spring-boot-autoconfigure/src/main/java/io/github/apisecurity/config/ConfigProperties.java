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

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@link ConfigurationProperties @ConfigurationProperties} for the check of the
 * configuration itself.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.config")
public class ConfigProperties {

	/**
	 * What happens to keys below 'api-security' that no property knows. Environment
	 * variables are only ever warned of.
	 */
	private UnknownKeys unknownKeys = UnknownKeys.FAIL;

	public UnknownKeys getUnknownKeys() {
		return this.unknownKeys;
	}

	public void setUnknownKeys(UnknownKeys unknownKeys) {
		this.unknownKeys = unknownKeys;
	}

	/**
	 * What happens to keys that no property knows.
	 */
	public enum UnknownKeys {

		/**
		 * The application does not start.
		 */
		FAIL,

		/**
		 * A warning lists them.
		 */
		WARN

	}

}
