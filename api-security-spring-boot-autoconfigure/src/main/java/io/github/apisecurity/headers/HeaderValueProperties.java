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

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Headers of some answers. One without value is that of the preset, one with an empty
 * value is not sent.
 *
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public abstract class HeaderValueProperties {

	/**
	 * What the answers are: data of an API, pages for a browser, or none of our business.
	 */
	private @Nullable HeaderPreset preset;

	/**
	 * Value of the Content-Security-Policy header.
	 */
	private @Nullable String contentSecurityPolicy;

	/**
	 * Value of the Content-Security-Policy-Report-Only header, none by default.
	 */
	private @Nullable String contentSecurityPolicyReportOnly;

	/**
	 * Value of the Permissions-Policy header.
	 */
	private @Nullable String permissionsPolicy;

	/**
	 * Value of the Referrer-Policy header.
	 */
	private @Nullable String referrerPolicy;

	/**
	 * Value of the Cross-Origin-Opener-Policy header.
	 */
	private @Nullable String crossOriginOpenerPolicy;

	/**
	 * Value of the Cross-Origin-Embedder-Policy header, none by default.
	 */
	private @Nullable String crossOriginEmbedderPolicy;

	/**
	 * Value of the Cross-Origin-Resource-Policy header.
	 */
	private @Nullable String crossOriginResourcePolicy;

	/**
	 * Directives instead of those of the content security policy, by name, such as
	 * 'img-src'. Left out when empty.
	 */
	private final Map<String, String> contentSecurityPolicyDirectives = new LinkedHashMap<>();

	/**
	 * Other headers by name, such as 'X-DNS-Prefetch-Control'. Not sent when empty.
	 */
	private final Map<String, String> other = new LinkedHashMap<>();

	public @Nullable HeaderPreset getPreset() {
		return this.preset;
	}

	public void setPreset(@Nullable HeaderPreset preset) {
		this.preset = preset;
	}

	public @Nullable String getContentSecurityPolicy() {
		return this.contentSecurityPolicy;
	}

	public void setContentSecurityPolicy(@Nullable String contentSecurityPolicy) {
		this.contentSecurityPolicy = contentSecurityPolicy;
	}

	public @Nullable String getContentSecurityPolicyReportOnly() {
		return this.contentSecurityPolicyReportOnly;
	}

	public void setContentSecurityPolicyReportOnly(@Nullable String contentSecurityPolicyReportOnly) {
		this.contentSecurityPolicyReportOnly = contentSecurityPolicyReportOnly;
	}

	public @Nullable String getPermissionsPolicy() {
		return this.permissionsPolicy;
	}

	public void setPermissionsPolicy(@Nullable String permissionsPolicy) {
		this.permissionsPolicy = permissionsPolicy;
	}

	public @Nullable String getReferrerPolicy() {
		return this.referrerPolicy;
	}

	public void setReferrerPolicy(@Nullable String referrerPolicy) {
		this.referrerPolicy = referrerPolicy;
	}

	public @Nullable String getCrossOriginOpenerPolicy() {
		return this.crossOriginOpenerPolicy;
	}

	public void setCrossOriginOpenerPolicy(@Nullable String crossOriginOpenerPolicy) {
		this.crossOriginOpenerPolicy = crossOriginOpenerPolicy;
	}

	public @Nullable String getCrossOriginEmbedderPolicy() {
		return this.crossOriginEmbedderPolicy;
	}

	public void setCrossOriginEmbedderPolicy(@Nullable String crossOriginEmbedderPolicy) {
		this.crossOriginEmbedderPolicy = crossOriginEmbedderPolicy;
	}

	public @Nullable String getCrossOriginResourcePolicy() {
		return this.crossOriginResourcePolicy;
	}

	public void setCrossOriginResourcePolicy(@Nullable String crossOriginResourcePolicy) {
		this.crossOriginResourcePolicy = crossOriginResourcePolicy;
	}

	public Map<String, String> getContentSecurityPolicyDirectives() {
		return this.contentSecurityPolicyDirectives;
	}

	public Map<String, String> getOther() {
		return this.other;
	}

}
