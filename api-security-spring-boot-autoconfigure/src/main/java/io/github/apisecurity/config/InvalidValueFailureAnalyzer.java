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

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Explains a value of this library that is refused or cannot be read. Comes before those
 * of Spring Boot, which print the value of a secret and do not say how to mend it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class InvalidValueFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

	private static final String PREFIX = "api-security.";

	private static final Map<Class<?>, String> MENDS = Map.of(Boolean.class, "Use 'true' or 'false'.", Duration.class,
			"Use a duration, such as '500ms', '30s', '5m' or '1d'.", DataSize.class,
			"Use a data size, such as '512KB' or '1MB'.", Integer.class, "Use a whole number.", Long.class,
			"Use a whole number.", Double.class, "Use a number, such as '0.5'.", LocalDate.class,
			"Use a LocalDate, such as '2027-12-31'.", Instant.class, "Use an Instant, such as '2027-12-31T09:00:00Z'.");

	private final @Nullable Environment environment;

	InvalidValueFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RuntimeException ignored) {
		InvalidConfigurationPropertyValueException refused = findCause(rootFailure,
				InvalidConfigurationPropertyValueException.class);
		if (refused != null) {
			return analyze(refused);
		}
		BindException unreadable = findCause(rootFailure, BindException.class);
		return (unreadable != null) ? analyze(unreadable) : null;
	}

	private @Nullable FailureAnalysis analyze(InvalidConfigurationPropertyValueException refused) {
		if (!refused.getName().startsWith(PREFIX) || refused.getReason() == null) {
			return null;
		}
		ConfigurationProperty property = (this.environment != null)
				? PropertyValue.find(this.environment, refused.getName()) : null;
		return new FailureAnalysis(describe(refused.getName(), refused.getValue(), property), refused.getReason(),
				refused);
	}

	private @Nullable FailureAnalysis analyze(BindException unreadable) {
		ConfigurationPropertyName name = unreadable.getName();
		ConfigurationProperty property = unreadable.getProperty();
		if (property == null || !name.toString().startsWith(PREFIX)) {
			return null;
		}
		if (findCause(unreadable, ConversionException.class) == null) {
			return null;
		}
		ConversionFailedException conversion = findCause(unreadable, ConversionFailedException.class);
		Class<?> type = (conversion != null) ? conversion.getTargetType().getObjectType()
				: unreadable.getTarget().getType().resolve(Object.class);
		Object about = new KnownKeys().find(ConfigurationCheck.elements(name), false).key().description;
		// What is of another type may be a secret, or a URL that has one.
		Object value = (type.isEnum() || MENDS.containsKey(type)) ? property.getValue() : null;
		return new FailureAnalysis(describe(name.toString(), value, property),
				mend(type, name) + ((about != null) ? "\n\nWhat it is: " + about : ""), unreadable);
	}

	private static String describe(String name, @Nullable Object refused, @Nullable ConfigurationProperty property) {
		if (refused == null && property == null) {
			return "Configuration property '" + name + "' is not set.";
		}
		Object value = (refused == null || refused instanceof CharSequence || property == null) ? refused
				: property.getValue();
		return "Invalid value " + ((value != null) ? "'" + value + "' " : "") + "for configuration property '" + name
				+ "'" + ((property != null && property.getOrigin() != null)
						? " (originating from '" + property.getOrigin() + "')" : "")
				+ ".";
	}

	private static String mend(Class<?> type, ConfigurationPropertyName name) {
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> "'" + constant.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "'")
				.collect(Collectors.joining(" or ", "Use ", "."));
		}
		if (Map.class.isAssignableFrom(type)) {
			return "Use keys below it, such as '" + name + ".<name>'.";
		}
		return Collection.class.isAssignableFrom(type)
				? "Use a list, whose first element begins with '" + name + "[0]'."
				: MENDS.getOrDefault(type, "Use a value of the type " + type.getSimpleName() + ".");
	}

}
