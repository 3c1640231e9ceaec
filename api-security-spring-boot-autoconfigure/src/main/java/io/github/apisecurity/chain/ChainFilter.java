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

package io.github.apisecurity.chain;

import jakarta.servlet.Filter;

import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.filter.CorsFilter;

/**
 * Puts a filter into its place within a Spring Security chain, that of every chain when
 * it is a bean. Those with the same neighbour come in the order of their links.
 *
 * @param link the link the filter is
 * @param filter the filter
 * @since 0.1.0
 */
public record ChainFilter(ChainOrder link, Filter filter) implements Customizer<HttpSecurity>, Ordered {

	@Override
	public void customize(HttpSecurity http) {
		switch (this.link) {
			case ACCESS_LOG, COMPLETE_HEADERS, REFUSALS -> http.addFilterAfter(this.filter, HeaderWriterFilter.class);
			case ADDRESSES, BLOCKED_ADDRESSES, ADDRESS_RATE_LIMITS ->
				http.addFilterAfter(this.filter, CorsFilter.class);
			case CREDENTIAL_PLACEMENT -> http.addFilterAfter(this.filter, LogoutFilter.class);
			case API_KEYS -> http.addFilterBefore(this.filter, BasicAuthenticationFilter.class);
			case CLIENT_CERTIFICATES -> http.addFilterBefore(this.filter, AnonymousAuthenticationFilter.class);
			case BLOCKED_CALLERS, CALLER_RATE_LIMITS ->
				http.addFilterAfter(this.filter, ExceptionTranslationFilter.class);
			case STEP_UP -> http.addFilterBefore(this.filter, AuthorizationFilter.class);
			default -> throw new IllegalStateException(this.link + " is no filter of a security chain");
		}
	}

	@Override
	public int getOrder() {
		return this.link.ordinal();
	}

}
