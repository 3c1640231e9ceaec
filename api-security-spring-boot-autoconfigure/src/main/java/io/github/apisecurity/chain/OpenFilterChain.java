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

import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/**
 * Filter chain of an endpoint of ours that everybody may call, since who calls it has no
 * credential, or one that the endpoint itself looks at.
 *
 * @param requests the requests of the endpoint
 * @param chain the chain
 * @since 0.1.0
 */
public record OpenFilterChain(RequestRule requests, SecurityFilterChain chain) implements SecurityFilterChain {

	/**
	 * Create the chain.
	 * @param http the chain to build
	 * @param requests the requests of the endpoint
	 * @param filters what serves them, where no handler does
	 * @return the chain, {@code null} in a slice of a test without Spring Security
	 */
	public static @Nullable OpenFilterChain of(ObjectProvider<HttpSecurity> http, RequestRule requests,
			Filter... filters) {
		HttpSecurity security = http.getIfAvailable();
		if (security == null) {
			return null;
		}
		Stream.of(filters).forEach((filter) -> security.addFilterBefore(filter, AuthorizationFilter.class));
		return new OpenFilterChain(requests,
				ApiSecurityHttpConfigurer.stateless(security)
					.securityMatcher(requests::matches)
					.authorizeHttpRequests((authorize) -> authorize.anyRequest().permitAll())
					.build());
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		return this.chain.matches(request);
	}

	@Override
	public List<Filter> getFilters() {
		return this.chain.getFilters();
	}

}
