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

package io.github.apisecurity.headers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for security headers.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.headers")
public class HeadersProperties extends HeaderValueProperties {

	/**
	 * Time for which a browser keeps to HTTPS.
	 */
	private Duration hstsMaxAge = Duration.ofDays(730);

	/**
	 * Path below the dispatcher servlet to which browsers report violations of a content
	 * security policy. None by default.
	 */
	private @Nullable String cspReportPath;

	/**
	 * Value of the Clear-Site-Data header of a logout over HTTPS. Not sent when empty.
	 */
	private String clearSiteData = "\"cache\", \"cookies\", \"storage\"";

	/**
	 * Headers by path, the first match decides. What a path leaves open is as for all
	 * others with its preset.
	 */
	private final List<Path> paths = new ArrayList<>();

	public Duration getHstsMaxAge() {
		return this.hstsMaxAge;
	}

	public void setHstsMaxAge(Duration hstsMaxAge) {
		this.hstsMaxAge = hstsMaxAge;
	}

	public @Nullable String getCspReportPath() {
		return this.cspReportPath;
	}

	public void setCspReportPath(@Nullable String cspReportPath) {
		this.cspReportPath = cspReportPath;
	}

	public String getClearSiteData() {
		return this.clearSiteData;
	}

	public void setClearSiteData(String clearSiteData) {
		this.clearSiteData = clearSiteData;
	}

	public List<Path> getPaths() {
		return this.paths;
	}

	/**
	 * Headers of the answers of one path.
	 */
	@ConfigurationPropertiesSource
	public static class Path extends HeaderValueProperties {

		/**
		 * Path pattern relative to the dispatcher servlet. Begins with 'context:' when it
		 * is for another servlet.
		 */
		private String pattern = "";

		public String getPattern() {
			return this.pattern;
		}

		public void setPattern(String pattern) {
			this.pattern = pattern;
		}

	}

}
