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

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;

/**
 * Configuration properties for API versions. Where a request has its version is set with
 * {@code spring.mvc.apiversion}.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.versioning")
public class VersioningProperties {

	/**
	 * Whether requests are refused after the end of a version, or only counted.
	 */
	private VersioningMode mode = VersioningMode.ENFORCE;

	/**
	 * Request header that has the version where 'spring.mvc.apiversion.use' names no
	 * place.
	 */
	private String header = "API-Version";

	/**
	 * Life cycle by version, with the version in brackets, such as '"[1.0]"'.
	 */
	private final Map<String, Version> versions = new LinkedHashMap<>();

	public VersioningMode getMode() {
		return this.mode;
	}

	public void setMode(VersioningMode mode) {
		this.mode = mode;
	}

	public String getHeader() {
		return this.header;
	}

	public void setHeader(String header) {
		this.header = header;
	}

	public Map<String, Version> getVersions() {
		return this.versions;
	}

	/**
	 * Life cycle of one version.
	 */
	@ConfigurationPropertiesSource
	public static class Version {

		/**
		 * Day on which the version is deprecated, in UTC.
		 */
		@DateTimeFormat(iso = ISO.DATE)
		private @Nullable LocalDate deprecatedAt;

		/**
		 * Day on which the version ends, in UTC.
		 */
		@DateTimeFormat(iso = ISO.DATE)
		private @Nullable LocalDate sunsetAt;

		/**
		 * Version that comes after this one.
		 */
		private @Nullable String successor;

		/**
		 * Address of a page about the deprecation.
		 */
		private @Nullable String documentation;

		/**
		 * What happens to requests after the end.
		 */
		private AfterSunset afterSunset = AfterSunset.WARN;

		/**
		 * Announced times in which requests are refused, also before the end.
		 */
		private final List<Brownout> brownouts = new ArrayList<>();

		public @Nullable LocalDate getDeprecatedAt() {
			return this.deprecatedAt;
		}

		public void setDeprecatedAt(@Nullable LocalDate deprecatedAt) {
			this.deprecatedAt = deprecatedAt;
		}

		public @Nullable LocalDate getSunsetAt() {
			return this.sunsetAt;
		}

		public void setSunsetAt(@Nullable LocalDate sunsetAt) {
			this.sunsetAt = sunsetAt;
		}

		public @Nullable String getSuccessor() {
			return this.successor;
		}

		public void setSuccessor(@Nullable String successor) {
			this.successor = successor;
		}

		public @Nullable String getDocumentation() {
			return this.documentation;
		}

		public void setDocumentation(@Nullable String documentation) {
			this.documentation = documentation;
		}

		public AfterSunset getAfterSunset() {
			return this.afterSunset;
		}

		public void setAfterSunset(AfterSunset afterSunset) {
			this.afterSunset = afterSunset;
		}

		public List<Brownout> getBrownouts() {
			return this.brownouts;
		}

	}

	/**
	 * Time in which requests are refused.
	 */
	@ConfigurationPropertiesSource
	public static class Brownout {

		/**
		 * Begin, such as '2026-12-01T10:00:00Z'.
		 */
		private @Nullable Instant from;

		/**
		 * Length.
		 */
		private @Nullable Duration duration;

		public @Nullable Instant getFrom() {
			return this.from;
		}

		public void setFrom(@Nullable Instant from) {
			this.from = from;
		}

		public @Nullable Duration getDuration() {
			return this.duration;
		}

		public void setDuration(@Nullable Duration duration) {
			this.duration = duration;
		}

	}

}
