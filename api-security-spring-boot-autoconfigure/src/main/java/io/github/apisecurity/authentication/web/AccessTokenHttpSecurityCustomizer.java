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

package io.github.apisecurity.authentication.web;

import java.util.function.UnaryOperator;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * Applies {@link AccessTokenChainConfigurer} to every chain.
 */
class AccessTokenHttpSecurityCustomizer implements Customizer<HttpSecurity> {

	private final AccessTokenRequestFilter requestFilter;

	private final UnaryOperator<AuthenticationManager> hardening;

	AccessTokenHttpSecurityCustomizer(AccessTokenRequestFilter requestFilter,
			UnaryOperator<AuthenticationManager> hardening) {
		this.requestFilter = requestFilter;
		this.hardening = hardening;
	}

	@Override
	public void customize(HttpSecurity http) {
		http.with(new AccessTokenChainConfigurer(this.requestFilter, this.hardening), Customizer.withDefaults());
	}

}
