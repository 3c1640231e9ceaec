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

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import io.github.apisecurity.config.PropertyValue;

import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;

/**
 * Who may use the endpoints of the actuator.
 *
 * @param authorities the authorities of which one is needed, nobody passes when empty
 * @param endpoints those of endpoints that have their own
 */
record ActuatorAccess(Set<String> authorities, Map<String, Set<String>> endpoints) {

	static ActuatorAccess of(AuthorizationProperties properties) {
		Map<String, Set<String>> endpoints = new LinkedHashMap<>();
		properties.getActuatorEndpoints()
			.forEach((endpoint, authorities) -> endpoints.put(id(endpoint, authorities), Set.copyOf(authorities)));
		return new ActuatorAccess(Set.copyOf(properties.getActuatorAuthorities()), endpoints);
	}

	private static String id(String endpoint, Set<String> authorities) {
		String id = id(endpoint);
		PropertyValue.refuseIf(!id.matches("[a-z][a-z0-9]*"),
				"api-security.authorization.actuator-endpoints[" + endpoint + "]", authorities,
				"Name an endpoint and who may use it, such as 'prometheus: ROLE_METRICS'. No list is expected here.");
		return id;
	}

	// As Spring Boot compares them.
	private static String id(String endpoint) {
		return endpoint.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

	Set<String> of(String endpoint) {
		return this.endpoints.getOrDefault(id(endpoint), this.authorities);
	}

	// The health is for everybody as long as nobody has said otherwise.
	boolean isOpen(String endpoint) {
		return endpoint.equals("health") && !this.endpoints.containsKey(endpoint);
	}

	<T> AuthorizationManager<T> manager(String endpoint, AuthorizationManagerFactory<T> factory) {
		if (isOpen(endpoint)) {
			return factory.permitAll();
		}
		String[] needed = of(endpoint).toArray(String[]::new);
		return (needed.length == 0) ? factory.denyAll() : factory.hasAnyAuthority(needed);
	}

	void tell(BiConsumer<String, String> uses) {
		String property = "'api-security.authorization.actuator-";
		// What nobody has by default keeps everybody out, as it should.
		if (!this.authorities.equals(new AuthorizationProperties().getActuatorAuthorities())) {
			this.authorities.forEach((authority) -> uses.accept(property + "authorities'", authority));
		}
		this.endpoints.forEach((endpoint, needed) -> needed
			.forEach((authority) -> uses.accept(property + "endpoints." + endpoint + "'", authority)));
	}

	Object describe() {
		Map<String, Object> all = new TreeMap<>(this.endpoints);
		all.put("*", this.authorities);
		return this.endpoints.isEmpty() ? this.authorities : all;
	}

}
