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

package io.github.apisecurity.authentication.apikey;

import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;

import org.springframework.core.Ordered;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Adds API keys to the chains of an API.
 */
class ApiKeyChainCustomizer implements ApiSecurityChainCustomizer, Ordered {

	private final ApiKeyAuthenticationFilter filter;

	ApiKeyChainCustomizer(ApiKeyAuthenticationFilter filter) {
		this.filter = filter;
	}

	@Override
	public void customize(HttpSecurity http) {
		new ChainFilter(ChainOrder.API_KEYS, this.filter).customize(http);
	}

	@Override
	public int getOrder() {
		return 10;
	}

}
