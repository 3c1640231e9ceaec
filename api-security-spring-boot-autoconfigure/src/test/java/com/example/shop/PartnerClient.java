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

package com.example.shop;

import io.github.apisecurity.network.PublicAddresses;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.web.client.RestClient;

class PartnerClient {

	private final RestClient client;

	PartnerClient(RestClient.Builder builder) {
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withInetAddressFilter(InetAddressFilter.adapt(PublicAddresses::contains));
		this.client = builder.requestFactory(ClientHttpRequestFactoryBuilder.detect().build(settings)).build();
	}

	String get(String uri) {
		return String.valueOf(this.client.get().uri(uri).retrieve().body(String.class));
	}

}
