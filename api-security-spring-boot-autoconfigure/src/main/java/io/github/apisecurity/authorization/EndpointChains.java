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

package io.github.apisecurity.authorization;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.apisecurity.chain.FilterChains;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRule;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;

/**
 * Tells which filter chain the requests of an endpoint go through: rules are for chains
 * that have them.
 *
 * @param chains the chains in order
 * @param ruled tells those that have the rules
 * @param servletContext what matchers may ask
 */
record EndpointChains(List<SecurityFilterChain> chains, Predicate<SecurityFilterChain> ruled,
		@Nullable ServletContext servletContext) {

	// What filters of Spring Security answer unless they are told another path.
	private static final Pattern ANSWERED = Pattern
		.compile("[^/]*/(\\*.*|login.*|logout.*|(oauth2|saml2|webauthn|ott|connect|\\.well-known)(/.*)?)?");

	private static final Pattern KNOWN = Pattern.compile("^(org\\.springframework|io\\.github\\.apisecurity)\\.");

	boolean areRuled() {
		return this.chains.stream().anyMatch(this.ruled);
	}

	/**
	 * Return whether a filter of a chain of the application may answer requests, which no
	 * mapping tells.
	 * @param requests the requests
	 * @return whether one may, {@code true} when that cannot be told
	 */
	boolean mayServe(RequestRule requests) {
		return Stream.of("GET", "POST")
			.map((method) -> withoutRules(requests, method))
			.anyMatch((chain) -> chain != null && !(chain instanceof OpenFilterChain)
					&& (ANSWERED.matcher(requests.toString()).matches() || chain.getFilters()
						.stream()
						.anyMatch((filter) -> mayServe(filter, requests.toString().endsWith("*")))));
	}

	// A filter of the application may answer anything, and a login has an address.
	private static boolean mayServe(Filter filter, boolean several) {
		return !KNOWN.matcher(filter.getClass().getName()).find()
				|| (!several && filter instanceof AbstractAuthenticationProcessingFilter);
	}

	/**
	 * Return the chain of an endpoint that the rules are not for.
	 * @param requests the requests of the endpoint
	 * @param method the HTTP method
	 * @return the chain, {@code null} when it has the rules
	 */
	@Nullable SecurityFilterChain withoutRules(RequestRule requests, String method) {
		if (this.chains.stream().allMatch(this.ruled)) {
			return null;
		}
		HttpServletRequest request = FilterChains.example(requests.examplePath(), method, this.servletContext);
		return this.chains.stream()
			.filter((chain) -> matches(chain, request))
			.findFirst()
			.filter(this.ruled.negate())
			.orElse(null);
	}

	private static boolean matches(SecurityFilterChain chain, HttpServletRequest request) {
		try {
			return chain.matches(request);
		}
		catch (RuntimeException ex) {
			// It asks for what only a request that was sent can tell.
			return false;
		}
	}

}
