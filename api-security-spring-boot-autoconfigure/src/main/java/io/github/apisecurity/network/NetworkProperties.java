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

package io.github.apisecurity.network;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for addresses.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.network")
public class NetworkProperties {

	/**
	 * Addresses and CIDR ranges of the proxies whose forwarded headers are believed.
	 */
	private final List<String> trustedProxies = new ArrayList<>();

	/**
	 * Header in which the trusted proxies hand on the address of the client.
	 */
	private ForwardedHeader forwardedHeader = ForwardedHeader.AUTO;

	/**
	 * Addresses and CIDR ranges that are allowed, and files ('file:') with one a line.
	 * Everybody when empty.
	 */
	private final List<String> allow = new ArrayList<>();

	/**
	 * Addresses and CIDR ranges that are denied, and files ('file:') with one a line.
	 */
	private final List<String> deny = new ArrayList<>();

	private final SecurityTxt securityTxt = new SecurityTxt();

	private final CrowdSec crowdsec = new CrowdSec();

	public List<String> getTrustedProxies() {
		return this.trustedProxies;
	}

	public ForwardedHeader getForwardedHeader() {
		return this.forwardedHeader;
	}

	public void setForwardedHeader(ForwardedHeader forwardedHeader) {
		this.forwardedHeader = forwardedHeader;
	}

	public List<String> getAllow() {
		return this.allow;
	}

	public List<String> getDeny() {
		return this.deny;
	}

	public CrowdSec getCrowdsec() {
		return this.crowdsec;
	}

	public SecurityTxt getSecurityTxt() {
		return this.securityTxt;
	}

	/**
	 * The file that tells whom to tell about a weakness (RFC 9116).
	 */
	public static class SecurityTxt {

		/**
		 * URIs under which weaknesses are reported, the preferred one first. Without one
		 * there is no file.
		 */
		private final List<String> contact = new ArrayList<>();

		/**
		 * Date after which the file is not to be believed any longer.
		 */
		private @Nullable OffsetDateTime expires;

		/**
		 * Other fields by name, such as Policy, Encryption or Preferred-Languages.
		 */
		private final Map<String, String> fields = new LinkedHashMap<>();

		public List<String> getContact() {
			return this.contact;
		}

		public @Nullable OffsetDateTime getExpires() {
			return this.expires;
		}

		public void setExpires(@Nullable OffsetDateTime expires) {
			this.expires = expires;
		}

		public Map<String, String> getFields() {
			return this.fields;
		}

	}

	/**
	 * Decisions of a local API of CrowdSec.
	 */
	public static class CrowdSec {

		/**
		 * URL of the local API of CrowdSec, whose decisions are denied addresses. None by
		 * default.
		 */
		private @Nullable String url;

		/**
		 * Key of this application, as 'cscli bouncers add' prints it.
		 */
		private String apiKey = "";

		/**
		 * Time between two looks for changes.
		 */
		private Duration interval = Duration.ofSeconds(10);

		/**
		 * Time after which an answer is not waited for any longer.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		public @Nullable String getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable String url) {
			this.url = url;
		}

		public String getApiKey() {
			return this.apiKey;
		}

		public void setApiKey(String apiKey) {
			this.apiKey = apiKey;
		}

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
