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

package io.github.apisecurity;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.config.ConfigurationMetadata;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/configuration.md} says what the configuration metadata says. Run
 * with {@code -Ddocs.update=true} to write it anew.
 */
class ConfigurationDocumentationTests {

	private static final Path DOCUMENT = Path.of("../docs/configuration.md");

	@Test
	void documentIsUpToDate() throws Exception {
		String expected = document();
		if (Boolean.getBoolean("docs.update")) {
			Files.writeString(DOCUMENT, expected);
		}
		assertThat(DOCUMENT).as("run the build with -Ddocs.update=true").hasContent(expected);
	}

	private String document() throws Exception {
		StringBuilder document = new StringBuilder(
				"""
						# Configuration properties

						<!-- Generated from the configuration metadata by ConfigurationDocumentationTests. Do not edit. -->

						Every feature has `api-security.<feature>.enabled`. A `[]` stands for the index of a list, a `*` for the
						key of a map.

						A key below `api-security` that is not in this list stops the start: the failure names every such key, the
						file and the line it was read from, and the key that was probably meant. Values are not shown. Environment
						variables are only warned of, since a Kubernetes service named `api-security` adds some. To start with
						unknown keys, for example while an older version still reads the same file, set
						`api-security.config.unknown-keys` to `warn`. Extensions make their keys known with configuration metadata,
						as `spring-boot-configuration-processor` writes it; classes in lists and maps need
						`@ConfigurationPropertiesSource`.
						""");
		for (Map.Entry<String, Map<String, JsonNode>> table : tables().entrySet()) {
			document.append("\n## ").append(table.getKey()).append("\n\n");
			document.append("| Property | Type | Default | Description |\n|---|---|---|---|\n");
			for (Map.Entry<String, JsonNode> entry : table.getValue().entrySet()) {
				JsonNode property = entry.getValue();
				document.append("| `%s` | `%s` | %s | %s |\n".formatted(entry.getKey(),
						shorten(property.path("type").asString("")), defaultValue(property),
						escape(property.path("description").asString(""))));
			}
		}
		return document.toString();
	}

	private String defaultValue(JsonNode property) throws Exception {
		if (!property.has("sourceType")) {
			return format(property.path("defaultValue").asString(""));
		}
		Constructor<?> constructor = Class.forName(property.path("sourceType").asString()).getDeclaredConstructor();
		constructor.setAccessible(true);
		String name = property.path("name").asString();
		Object value = new BeanWrapperImpl(constructor.newInstance())
			.getPropertyValue(fieldName(constructor.getDeclaringClass(), name.substring(name.lastIndexOf('.') + 1)));
		if (value instanceof Collection<?> collection) {
			Stream<String> elements = collection.stream().map(this::format);
			return ((value instanceof Set<?>) ? elements.sorted() : elements).collect(Collectors.joining(", "));
		}
		if (value instanceof Map<?, ?> map && map.isEmpty()) {
			return "";
		}
		return format(value);
	}

	private String fieldName(Class<?> type, String name) {
		return Stream.of(type.getDeclaredFields())
			.filter((field) -> field.isAnnotationPresent(Name.class)
					&& field.getAnnotation(Name.class).value().equals(name))
			.map(Field::getName)
			.findFirst()
			.orElseGet(() -> toCamelCase(name));
	}

	private String format(Object value) {
		if (value == null || value.toString().isEmpty()) {
			return "";
		}
		if (value instanceof Duration duration) {
			return "`" + DurationStyle.SIMPLE.print(duration, unit(duration)) + "`";
		}
		if (value instanceof Enum<?> constant) {
			return "`" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
		}
		return "`" + escape(value.toString()) + "`";
	}

	private ChronoUnit unit(Duration duration) {
		return Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS)
			.filter((unit) -> !duration.isZero() && duration.toNanos() % unit.getDuration().toNanos() == 0)
			.findFirst()
			.orElse(ChronoUnit.NANOS);
	}

	private String toCamelCase(String name) {
		return Pattern.compile("-(.)").matcher(name).replaceAll((match) -> match.group(1).toUpperCase(Locale.ROOT));
	}

	private String shorten(String type) {
		return type.replaceAll("[a-z0-9_]+\\.", "").replace('$', '.').replace(",", ", ");
	}

	private String escape(String text) {
		return text.replace("|", "\\|").replace("<", "&lt;");
	}

	private Map<String, Map<String, JsonNode>> tables() {
		return new ConfigurationMetadata().properties()
			.entrySet()
			.stream()
			.collect(Collectors.groupingBy((entry) -> entry.getKey().split("\\.")[1], TreeMap::new,
					Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first, TreeMap::new)));
	}

}
