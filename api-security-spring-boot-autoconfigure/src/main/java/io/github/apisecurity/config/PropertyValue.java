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

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.lang.Contract;
import org.springframework.util.StringUtils;

/**
 * Asks for properties, and refuses values, at start-up.
 *
 * @since 0.1.0
 */
public final class PropertyValue {

	private PropertyValue() {
	}

	/**
	 * Refuse a value.
	 * @param invalid whether it is refused
	 * @param name the name of the property
	 * @param value the value, unless it is a secret
	 * @param action what the reader is to do
	 * @throws InvalidConfigurationPropertyValueException if it is refused
	 */
	@Contract("true, _, _, _ -> fail")
	public static void refuseIf(boolean invalid, String name, @Nullable Object value, String action) {
		if (invalid) {
			throw new InvalidConfigurationPropertyValueException(name, value, action);
		}
	}

	/**
	 * Refuse what is not a millisecond at least.
	 * @param name the name of the property
	 * @param value the value
	 * @param example one that is good
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is refused
	 */
	public static Duration positive(String name, Duration value, String example) {
		refuseIf(value.toMillis() < 1, name, value, "Use a positive duration, such as '" + example + "'.");
		return value;
	}

	/**
	 * Refuse what is not one at least.
	 * @param name the name of the property
	 * @param value the value
	 * @param example one that is good
	 * @return the value
	 * @throws InvalidConfigurationPropertyValueException if it is refused
	 */
	public static int positive(String name, int value, int example) {
		refuseIf(value < 1, name, value, "Use a positive number, such as '" + example + "'.");
		return value;
	}

	/**
	 * Return whether a time or size is a number alone, which Spring Boot takes for
	 * milliseconds or bytes, and hardly anybody means so.
	 * @param value the value
	 * @return whether it is, other than zero
	 */
	public static boolean isWithoutUnit(@Nullable Object value) {
		return String.valueOf(value).strip().matches("\\+?0*[1-9][0-9]*");
	}

	/**
	 * Return what is written at a name.
	 * @param environment the environment
	 * @param name the name
	 * @return the property, {@code null} when there is none
	 */
	static @Nullable ConfigurationProperty find(Environment environment, String name) {
		ConfigurationPropertyName written = ConfigurationPropertyName.adapt(name, '.');
		// The text of a list in an earlier source replaces the elements of a later one.
		ConfigurationPropertyName list = (written.isLastElementIndexed()) ? written.getParent() : written;
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.flatMap((source) -> Stream.of(written, list).map(source::getConfigurationProperty))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return whether anything is written, at a name or below it.
	 * @param environment the environment
	 * @param name the name
	 * @return whether there is; not for an empty text, as that of a placeholder without
	 * value
	 */
	static boolean isWritten(Environment environment, String name) {
		ConfigurationProperty property = find(environment, name);
		return (property != null
				&& StringUtils.hasText(environment.resolvePlaceholders(property.getValue().toString())))
				|| StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
					.anyMatch((source) -> source.containsDescendantOf(
							ConfigurationPropertyName.of(name)) == ConfigurationPropertyState.PRESENT);
	}

	/**
	 * Return the bytes of a secret.
	 * @param text the secret in Base64
	 * @return the bytes, none when it is no Base64
	 */
	public static byte[] secret(@Nullable String text) {
		try {
			return Base64.getDecoder().decode((text != null) ? text.strip() : "");
		}
		catch (IllegalArgumentException ex) {
			return new byte[0];
		}
	}

	/**
	 * Read a URI.
	 * @param text the text
	 * @return the URI, {@code null} when the text is none
	 */
	public static @Nullable URI uri(@Nullable String text) {
		try {
			return (text != null) ? new URI(text) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
