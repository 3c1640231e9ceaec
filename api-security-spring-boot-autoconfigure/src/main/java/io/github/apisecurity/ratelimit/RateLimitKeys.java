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

package io.github.apisecurity.ratelimit;

import java.util.List;
import java.util.function.Function;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.IpAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes keys from their names.
 *
 * @param ipv4PrefixLength the length of a network that is one caller
 * @param ipv6PrefixLength the same for IPv6
 * @param beans find a resolver by its name
 */
record RateLimitKeys(int ipv4PrefixLength, int ipv6PrefixLength,
		Function<String, @Nullable RateLimitKeyResolver> beans) {

	private static final String ACTION = "Use client-ip, user, token, api-key, claim:<name>, header:<name>, query:<name>, path:<name>, spel:<expression>, global, #<parameter> on a method or "
			+ "bean:<name>, several for their combination.";

	/**
	 * Create a key.
	 * @param property the name of the property, for the failure
	 * @param names the names of the parts
	 * @param whenMissing what happens when a part is missing
	 * @param parameters the names of the parameters of the method that is limited
	 * @return the key
	 * @throws InvalidConfigurationPropertyValueException when a name is unknown
	 */
	RateLimitKey create(String property, List<String> names, WhenMissing whenMissing, String... parameters) {
		PropertyValue.refuseIf(names.isEmpty(), property, names, ACTION);
		return new RateLimitKey(names.stream()
			.map(String::trim)
			.map((name) -> new RateLimitKey.Part(name, resolver(property, name, List.of(parameters))))
			.toList(), whenMissing, this::network);
	}

	private RateLimitKeyResolver resolver(String property, String name, List<String> parameters) {
		if (name.startsWith("#")) {
			return expression(property, name, parameters);
		}
		int end = name.indexOf(':') + 1;
		String argument = name.substring(end).trim();
		PropertyValue.refuseIf(argument.isEmpty(), property, name, ACTION);
		return switch ((end > 0) ? name.substring(0, end) : name) {
			case "client-ip" -> (context) -> network(context.clientAddress());
			case "user" -> CallerKeys::user;
			case "token" -> CallerKeys::token;
			case "api-key" -> CallerKeys::apiKey;
			case "global" -> (context) -> "";
			case "claim:" -> (context) -> CallerKeys.claim(context, argument);
			case "header:" -> (context) -> context.header(argument);
			case "query:" -> (context) -> context.query(argument);
			case "path:" -> (context) -> context.path(argument);
			case "spel:" -> expression(property, argument, List.of());
			case "bean:" -> bean(property, name, argument);
			default -> throw new InvalidConfigurationPropertyValueException(property, name, ACTION);
		};
	}

	private static RateLimitKeyResolver expression(String property, String text, List<String> parameters) {
		ContextExpression expression = ContextExpression.parse(property, text, parameters);
		return (context) -> expression.evaluate(context, String.class);
	}

	private RateLimitKeyResolver bean(String property, String name, String beanName) {
		RateLimitKeyResolver resolver = this.beans.apply(beanName);
		PropertyValue.refuseIf(resolver == null, property, name,
				"There is no bean '" + beanName + "' of type RateLimitKeyResolver.");
		return resolver;
	}

	private @Nullable String network(@Nullable String literal) {
		if (literal == null || (this.ipv4PrefixLength == 32 && literal.indexOf(':') == -1)) {
			return literal;
		}
		IpAddress address = IpAddress.parse(literal);
		// One subscriber holds a whole IPv6 network and may change addresses at will.
		int length = (address != null && address.ipv6()) ? this.ipv6PrefixLength : this.ipv4PrefixLength;
		return (address != null) ? address.network(length).toString() : literal;
	}

}
