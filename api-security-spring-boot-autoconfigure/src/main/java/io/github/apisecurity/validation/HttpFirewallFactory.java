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

package io.github.apisecurity.validation;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.github.apisecurity.config.PropertyValue;

import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.util.PatternMatchUtils;

/**
 * Makes a {@link StrictHttpFirewall} from the properties.
 */
final class HttpFirewallFactory {

	private static final String PREFIX = "api-security.validation.firewall.";

	/**
	 * Lines and tabs may be pasted into a form; no other control character is text.
	 */
	private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t\\n\\r]]");

	private HttpFirewallFactory() {
	}

	static StrictHttpFirewall create(List<String> allowedMethods, List<String> allowedHosts) {
		StrictHttpFirewall firewall = new StrictHttpFirewall();
		firewall.setAllowedHttpMethods(methods(allowedMethods));
		// A name without an equals sign has no value.
		firewall.setAllowedParameterValues((value) -> value == null || !CONTROL.matcher(value).find());
		if (!allowedHosts.isEmpty()) {
			firewall.setAllowedHostnames(hosts(allowedHosts));
		}
		return firewall;
	}

	private static Set<String> methods(List<String> methods) {
		PropertyValue.refuseIf(methods.isEmpty(), PREFIX + "allowed-methods", methods,
				"Name at least one method, or set '" + PREFIX + "enabled' to 'false'.");
		Set<String> result = new TreeSet<>();
		for (String method : methods) {
			String upperCase = method.toUpperCase(Locale.ROOT);
			PropertyValue.refuseIf(
					!upperCase.matches("[A-Z]+") || "TRACE".equals(upperCase) || "CONNECT".equals(upperCase),
					PREFIX + "allowed-methods", method,
					"Use HTTP methods. TRACE echoes credentials and CONNECT is for proxies; neither is allowed.");
			result.add(upperCase);
		}
		return result;
	}

	private static Predicate<String> hosts(List<String> hosts) {
		for (String host : hosts) {
			PropertyValue.refuseIf(!host.matches("(\\*\\.)?[A-Za-z0-9._\\-\\[\\]:]+"), PREFIX + "allowed-hosts", host,
					"Use host names without port, such as 'api.example.com' or '*.example.com'.");
		}
		String[] allowed = hosts.toArray(String[]::new);
		return (host) -> PatternMatchUtils.simpleMatchIgnoreCase(allowed, host);
	}

}
