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

package io.github.apisecurity.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds keys that are set and do nothing, since none of the keys is set, or no class is
 * there, that they need. Which these are stands in a resource, for single keys and for
 * groups of them.
 *
 * @param environment has the keys
 */
record IdleKeys(Environment environment) {

	/**
	 * What a key needs can also be a class.
	 */
	static final String LIBRARY = "org.springframework.";

	static final String RESOURCE = "io/github/apisecurity/config/idle-keys.properties";

	/**
	 * What only filters, handlers and converters of servlet applications apply.
	 */
	private static final List<String> SERVLET_GROUPS = List.of("audit.access-log", "authentication",
			"authorization.rules", "cors", "detection", "headers", "masking.classes", "masking.properties", "problem",
			"validation", "versioning");

	/**
	 * What only a bean of this library applies, of whose type the application may have
	 * its own.
	 */
	private static final Map<String, String> REPLACED = Map.of("api-security.validation.firewall.allowed-hosts",
			"org.springframework.security.web.firewall.HttpFirewall",
			"api-security.validation.firewall.allowed-methods",
			"org.springframework.security.web.firewall.HttpFirewall", "api-security.password.algorithm",
			"org.springframework.security.crypto.password.PasswordEncoder");

	/**
	 * Return the keys of which each needs one of others.
	 * @return the keys that are needed, by key
	 */
	static Map<String, List<String>> needs() {
		try {
			Properties properties = PropertiesLoaderUtils.loadProperties(new ClassPathResource(RESOURCE));
			Map<String, List<String>> needs = new TreeMap<>();
			properties.forEach((key, needed) -> needs.put(key.toString(), List.of(needed.toString().split(", "))));
			return needs;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Look for keys that do nothing.
	 * @param reactive whether the application is a reactive one
	 * @return a sentence about each
	 */
	List<String> find(boolean reactive) {
		Stream<String> needing = needs().entrySet()
			.stream()
			.filter((entry) -> isSet(entry.getKey()) && entry.getValue().stream().noneMatch(this::isSet))
			.map((entry) -> "'" + entry.getKey() + "'" + origin(entry.getKey()) + " has no effect: it needs '"
					+ String.join("' or '", entry.getValue()) + "'. Set that, or remove the key.");
		Stream<String> servlets = SERVLET_GROUPS.stream()
			.map("api-security."::concat)
			.filter((group) -> reactive && isSet(group)
					&& (PropertyValue.find(this.environment, group + KnownKeys.SWITCH) == null
							|| isSet(group + KnownKeys.SWITCH)))
			.map((group) -> "'" + group + "' has no effect: this is no servlet application");
		return Stream.concat(needing, servlets).toList();
	}

	/**
	 * Look for keys of which a bean of the application takes the place.
	 * @param beans the beans
	 * @return a sentence about each
	 */
	List<String> findReplaced(ListableBeanFactory beans) {
		List<String> found = new ArrayList<>();
		new TreeMap<>(REPLACED).forEach((key, type) -> {
			if (isSet(key) && isSet(type)) {
				Stream.of(beans.getBeanNamesForType(ClassUtils.resolveClassName(type, null), true, false))
					.filter((name) -> !name.startsWith("apiSecurity"))
					.forEach((name) -> found.add("'" + key + "'" + origin(key) + " has no effect: the application has '"
							+ name + "' instead. Say it there, or remove the key."));
			}
		});
		return found;
	}

	private boolean isSet(String name) {
		if (name.startsWith(LIBRARY)) {
			return ClassUtils.isPresent(name, null);
		}
		ConfigurationProperty property = PropertyValue.find(this.environment, name);
		// Neither a switch that is off nor a mode that is.
		return (property != null) ? !property.getValue().toString().matches("(?i)|false|off")
				: PropertyValue.isWritten(this.environment, name);
	}

	private String origin(String name) {
		ConfigurationProperty property = PropertyValue.find(this.environment, name);
		return (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
	}

}
