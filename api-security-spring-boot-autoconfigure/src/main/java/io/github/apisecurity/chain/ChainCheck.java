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

import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

/**
 * Says at start-up what the chains leave to the application.
 */
class ChainCheck implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(ChainCheck.class);

	// Matchers of patterns tell what they match by their text only.
	private static final Pattern EVERY_REQUEST = Pattern
		.compile("(Or \\[)*(" + AnyRequestMatcher.INSTANCE + "|PathPattern \\[/(\\*\\*|\\{\\*\\w+})])]*");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	ChainCheck(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Stream.of("authentication", "authorization")
			.map((feature) -> "api-security." + feature + ".enabled")
			.filter((key) -> !this.environment.getProperty(key, Boolean.class, true))
			.forEach((key) -> log.warn("'" + key
					+ "' is false: what it switches off has to be done by the application. Remove it to be protected."));
		Stream.of(this.beanFactory.getBeanNamesForType(SecurityFilterChain.class))
			.filter(this::isDefinedBySpringBoot)
			.forEach((name) -> log.warn("The filter chain '" + name
					+ "' of Spring Boot is in force instead of that of an API. Define a SecurityFilterChain bean with"
					+ " http.with(ApiSecurityHttpConfigurer.apiSecurity()) and, where needed, your own chains beside it."));
	}

	private boolean isDefinedBySpringBoot(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		String factory = this.beanFactory.getBeanDefinition(name).getFactoryBeanName();
		return factory != null && factory.startsWith("org.springframework.boot.");
	}

	static boolean isEveryRequestMatched(ListableBeanFactory beanFactory, String except) {
		return Stream.of(beanFactory.getBeanNamesForType(SecurityFilterChain.class))
			.filter((name) -> !name.equals(except))
			.map((name) -> beanFactory.getBean(name, SecurityFilterChain.class))
			.anyMatch((chain) -> chain instanceof DefaultSecurityFilterChain defaultChain
					&& EVERY_REQUEST.matcher(defaultChain.getRequestMatcher().toString()).matches());
	}

}
