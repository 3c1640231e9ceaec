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

import java.time.Duration;
import java.util.Map;

import io.github.apisecurity.authorization.OwnershipCheck;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.security.core.Authentication;
import org.springframework.web.client.RestClient;

class DocumentOwnership implements OwnershipCheck<Document> {

	private final RestClient client;

	DocumentOwnership(RestClient.Builder builder, String store) {
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withConnectTimeout(Duration.ofMillis(500))
			.withReadTimeout(Duration.ofMillis(500));
		this.client = builder.baseUrl(store)
			.requestFactory(ClientHttpRequestFactoryBuilder.detect().build(settings))
			.build();
	}

	@Override
	public boolean owns(Authentication caller, Object id) {
		Map<?, ?> answer = this.client.post()
			.uri("/check")
			.body(Map.of("tuple_key",
					Map.of("user", "user:" + caller.getName(), "relation", "owner", "object", "document:" + id)))
			.retrieve()
			.body(Map.class);
		return answer != null && Boolean.TRUE.equals(answer.get("allowed"));
	}

}
