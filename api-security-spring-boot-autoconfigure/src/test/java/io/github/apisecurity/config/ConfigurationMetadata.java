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
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * The configuration metadata of the library, what is inside lists and maps included. A
 * {@code []} stands for the index of a list, a {@code *} for the key of a map.
 */
public final class ConfigurationMetadata {

	private static final Pattern CONTAINER = Pattern.compile("java\\.util\\.(?:List|Set|Map<[^<>,]*,)<?(.*)>");

	private final Map<String, JsonNode> properties = new TreeMap<>();

	private final List<String> hints = new ArrayList<>();

	/**
	 * Read the metadata.
	 */
	public ConfigurationMetadata() {
		read(new ClassPathResource("META-INF/spring-configuration-metadata.json"), "");
	}

	/**
	 * Return the properties below {@code api-security}.
	 * @return the properties by name
	 */
	public Map<String, JsonNode> properties() {
		return this.properties;
	}

	/**
	 * Return the properties that have hints.
	 * @return the names
	 */
	public List<String> hints() {
		return this.hints;
	}

	private void read(ClassPathResource resource, String prefix) {
		try {
			JsonNode metadata = JsonMapper.shared().readTree(resource.getContentAsByteArray());
			metadata.path("properties").forEach((property) -> {
				String name = prefix + property.path("name").asString();
				if (name.startsWith("api-security.")) {
					this.properties.put(name, property);
					readElements(name, property.path("type").asString(""));
				}
			});
			metadata.path("hints").forEach((hint) -> this.hints.add(prefix + hint.path("name").asString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void readElements(String name, String type) {
		Matcher container = CONTAINER.matcher(type);
		if (!container.matches()) {
			return;
		}
		String element = container.group(1);
		String elementName = name + (type.startsWith("java.util.Map") ? ".*" : "[]");
		var metadata = new ClassPathResource("META-INF/spring/configuration-metadata/" + element + ".json");
		if (metadata.exists()) {
			read(metadata, elementName + ".");
		}
		readElements(elementName, element);
	}

}
