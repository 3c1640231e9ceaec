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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.chain.RequestRuleProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the limits on the size and the shape of requests.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.validation.request")
public class RequestProperties {

	/**
	 * Maximum size of a request body. Multipart requests have
	 * 'spring.servlet.multipart.max-request-size'.
	 */
	private DataSize maxBodySize = DataSize.ofMegabytes(1);

	/**
	 * Maximum number of characters of a request target, that is of path and query.
	 */
	private int maxUriLength = 4096;

	/**
	 * Time within which a request body has to arrive.
	 */
	private Duration bodyTimeout = Duration.ofSeconds(30);

	/**
	 * Media types that a request body may have, with wildcards.
	 */
	private final List<String> contentTypes = new ArrayList<>(List.of("application/json", "application/*+json",
			"application/xml", "application/*+xml", "application/x-www-form-urlencoded", "multipart/form-data"));

	/**
	 * Content encodings that a request body may have. Only 'gzip' is supported.
	 */
	private final List<String> contentEncodings = new ArrayList<>();

	/**
	 * Names of the headers that a request may have. Any when empty.
	 */
	private final List<String> allowedHeaders = new ArrayList<>();

	/**
	 * Paths with limits of their own, of which the first that matches applies.
	 */
	private final List<PathLimits> paths = new ArrayList<>();

	public DataSize getMaxBodySize() {
		return this.maxBodySize;
	}

	public void setMaxBodySize(DataSize maxBodySize) {
		this.maxBodySize = maxBodySize;
	}

	public int getMaxUriLength() {
		return this.maxUriLength;
	}

	public void setMaxUriLength(int maxUriLength) {
		this.maxUriLength = maxUriLength;
	}

	public Duration getBodyTimeout() {
		return this.bodyTimeout;
	}

	public void setBodyTimeout(Duration bodyTimeout) {
		this.bodyTimeout = bodyTimeout;
	}

	public List<String> getContentTypes() {
		return this.contentTypes;
	}

	public List<String> getContentEncodings() {
		return this.contentEncodings;
	}

	public List<String> getAllowedHeaders() {
		return this.allowedHeaders;
	}

	public List<PathLimits> getPaths() {
		return this.paths;
	}

	/**
	 * Limits of some paths.
	 */
	@ConfigurationPropertiesSource
	public static class PathLimits extends RequestRuleProperties {

		/**
		 * Maximum size of a request body on these paths.
		 */
		private @Nullable DataSize maxBodySize;

		/**
		 * Media types that a request body may have on these paths.
		 */
		private @Nullable List<String> contentTypes;

		public @Nullable DataSize getMaxBodySize() {
			return this.maxBodySize;
		}

		public void setMaxBodySize(@Nullable DataSize maxBodySize) {
			this.maxBodySize = maxBodySize;
		}

		public @Nullable List<String> getContentTypes() {
			return this.contentTypes;
		}

		public void setContentTypes(@Nullable List<String> contentTypes) {
			this.contentTypes = contentTypes;
		}

	}

}
