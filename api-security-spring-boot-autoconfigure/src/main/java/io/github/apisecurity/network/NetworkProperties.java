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

import java.util.ArrayList;
import java.util.List;

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

}
