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

import jakarta.servlet.DispatcherType;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;

/**
 * Makes a chain that of an API: no session, no login page, every link of the secure
 * request chain that is enabled, and no access without authentication. What the
 * application says in the same chain comes later and wins; rules it gives with
 * {@code authorizeHttpRequests} replace those of the properties. An application with
 * chains of its own lets the last of them, which has no {@code securityMatcher}, say
 * <pre>
 * &#064;Bean
 * &#064;Order(2)
 * SecurityFilterChain apiChain(HttpSecurity http) {
 * 	return http.with(apiSecurity()).build();
 * }</pre>
 * <p>
 * Protection against cross-site request forgery is off in such a chain, because a browser
 * does not send access tokens on its own. An application that adds credentials a browser
 * does send, such as those of {@code httpBasic} or client certificates, must switch it on
 * again with {@code csrf}.
 *
 * @since 0.1.0
 */
public final class ApiSecurityHttpConfigurer extends AbstractHttpConfigurer<ApiSecurityHttpConfigurer, HttpSecurity> {

	private ApiSecurityHttpConfigurer() {
	}

	/**
	 * Create the configurer.
	 * @return a new configurer
	 */
	public static ApiSecurityHttpConfigurer apiSecurity() {
		return new ApiSecurityHttpConfigurer();
	}

	@Override
	public void setBuilder(HttpSecurity http) {
		super.setBuilder(http);
		stateless(http);
		http.exceptionHandling(
				(exceptions) -> exceptions.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)));
		http.getSharedObject(ApplicationContext.class)
			.getBeanProvider(ApiSecurityChainCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(http));
	}

	// Bearer tokens are not sent by the browser on its own: without session and cookies
	// there is nothing for a cross-site request to ride on.
	static HttpSecurity stateless(HttpSecurity http) {
		return http.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
	}

	@Override
	@SuppressWarnings("unchecked")
	public void init(HttpSecurity http) {
		// Without a rule of its own and with authorization switched off the chain would
		// let everybody pass.
		if (http.getConfigurer(AuthorizeHttpRequestsConfigurer.class) == null) {
			http.authorizeHttpRequests((requests) -> {
				requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
				requests.anyRequest().authenticated();
			});
		}
	}

}
