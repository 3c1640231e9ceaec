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

import java.util.Map;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.ClassUtils;

/**
 * Says at start-up how nobody can log in, where Spring Boot would have had a filter chain
 * for that and the application has none.
 *
 * @param beanFactory has the chains and what they would be for
 * @param environment has the properties of Spring Boot
 */
record LoginCheck(ConfigurableListableBeanFactory beanFactory,
		Environment environment) implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(LoginCheck.class);

	private static final String SECURITY = "org.springframework.security.";

	private static final String REGISTRATIONS = "oauth2.client.registration.ClientRegistrationRepository";

	// Others may be there for a controller that issues tokens.
	private static final String USERS = "core.userdetails.UserDetailsService";

	private static final Map<String, String> DOORS = Map.of(
			"oauth2.server.authorization.client.RegisteredClientRepository", "oauth2AuthorizationServer", REGISTRATIONS,
			"oauth2Login", "saml2.provider.service.registration.RelyingPartyRegistrationRepository", "saml2Login",
			USERS, "formLogin' or 'httpBasic");

	@Override
	public void afterSingletonsInstantiated() {
		if (Stream.of(this.beanFactory.getBeanNamesForType(SecurityFilterChain.class))
			.allMatch((name) -> name.startsWith("apiSecurity"))) {
			DOORS.forEach(this::check);
		}
	}

	private void check(String door, String method) {
		ClassLoader classLoader = this.beanFactory.getBeanClassLoader();
		String type = SECURITY + door;
		if (!ClassUtils.isPresent(type, classLoader) || (door.equals(REGISTRATIONS) && !hasLogin())
				|| (door.equals(USERS) && !this.environment.containsProperty("spring.security.user.password"))) {
			return;
		}
		for (String name : this.beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), true,
				false)) {
			log.warn("'" + name
					+ "' lets nobody in: Spring Boot adds no filter chain for it beside that of an API. Define a "
					+ "SecurityFilterChain bean with '" + method + "' for its paths, or for all.");
		}
	}

	// Other registrations are for calls to other services.
	private boolean hasLogin() {
		return Binder.get(this.environment)
			.bind("spring.security.oauth2.client.registration", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.values()
			.stream()
			.anyMatch((registration) -> !(registration instanceof Map<?, ?> keys)
					|| "authorization_code".equals(keys.get("authorization-grant-type"))
					|| !keys.containsKey("authorization-grant-type"));
	}

}
