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

package io.github.apisecurity.sample.identity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Logs people in, on the way to an authorization code. Their passwords are in
 * {@code docs/quickstart.md} and are for this sample only.
 */
@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

	/**
	 * The API sends a policy under which a browser shows nothing; a login page has a
	 * style sheet and a form.
	 */
	private static final String LOGIN_PAGE_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; "
			+ "frame-ancestors 'none'; base-uri 'none'";

	@Bean
	@Order(2)
	SecurityFilterChain loginChain(HttpSecurity http) {
		return http.securityMatcher(Identity.LOGIN_PAGE, "/default-ui.css")
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.formLogin(Customizer.withDefaults())
			.headers((headers) -> headers.contentSecurityPolicy((policy) -> policy.policyDirectives(LOGIN_PAGE_POLICY)))
			.build();
	}

	@Bean
	InMemoryUserDetailsManager people() {
		return new InMemoryUserDetailsManager(
				person("alice", "{bcrypt}$2a$10$xvbf2jgxL67TZJOXBEwNXu519.ArNCvYxaP.zG7q5pKVmAHd4dSHS", "VIEWER"),
				person("bob", "{bcrypt}$2a$10$SIKFHjUTnz.zPJbUN0g4ae5R3sPJ7Mg8Z0T9H/4JmPzkCDSCzMfPO", "EDITOR"),
				person("carol", "{bcrypt}$2a$10$IcayRhhRI4TrgamAzxK1K.cE4dag.Xs8uMuQiP41gxcxD.JbT3hTi", "ADMIN"));
	}

	private static UserDetails person(String name, String passwordHash, String role) {
		return User.withUsername(name).password(passwordHash).roles(role).build();
	}

}
