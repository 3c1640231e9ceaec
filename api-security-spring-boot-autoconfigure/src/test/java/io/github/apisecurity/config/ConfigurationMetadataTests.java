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

import java.beans.PropertyDescriptor;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the configuration metadata, which editors show and
 * {@link ConfigurationCheck} goes by, and what the binder binds are the same.
 */
class ConfigurationMetadataTests {

	/**
	 * What only conditions ask for.
	 */
	private static final Pattern SWITCH = Pattern
		.compile(".*\\.enabled|api-security\\.validation\\..*mode|.*\\.public-addresses-only");

	private final ConfigurationMetadata metadata = new ConfigurationMetadata();

	private final BindableKeys keys = new BindableKeys();

	private final Map<String, ResolvableType> bindable = this.keys.keys();

	@Test
	void everyBindableKeyHasAnEntryAndEveryEntryIsBindableOrASwitch() {
		assertThat(this.metadata.properties().keySet().stream().map(ConfigurationMetadataTests::example))
			.containsAll(this.bindable.keySet())
			.allMatch((name) -> this.bindable.containsKey(name) || SWITCH.matcher(name).matches());
	}

	@Test
	void everyEntryHasDescriptionAndTheTypeThatIsBound() {
		this.metadata.properties().forEach((name, property) -> {
			assertThat(property.path("description").asString("")).as(name).endsWith(".");
			ResolvableType bound = this.bindable.get(example(name));
			if (bound != null) {
				assertThat(type(property)).as(name)
					.isEqualTo(ClassUtils.resolvePrimitiveIfNecessary(bound.toClass()).getName());
			}
		});
	}

	@Test
	void everyHintIsForAProperty() {
		assertThat(this.metadata.hints()).hasSizeGreaterThan(15)
			.allSatisfy((hint) -> assertThat(this.metadata.properties())
				.containsKey(hint.replaceAll("\\.(keys|values)$", "")));
	}

	@Test
	void whenListIsEmptyItReplacesTheDefault() {
		this.keys.groups().forEach((prefix, type) -> {
			for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
				if (Collection.class.isAssignableFrom(property.getPropertyType())) {
					String key = prefix + "." + DataObjectPropertyName.toDashedForm(property.getName());
					Object bound = new Binder(new MapConfigurationPropertySource(Map.of(key, ""))).bindOrCreate(prefix,
							type);
					assertThat(new BeanWrapperImpl(bound).getPropertyValue(property.getName())).as(key)
						.asInstanceOf(InstanceOfAssertFactories.COLLECTION)
						.isEmpty();
				}
			}
		});
	}

	private static String example(String name) {
		return name.replace("[]", "[0]").replace("*", "any");
	}

	private static String type(JsonNode property) {
		return property.path("type").asString().replaceAll("<.*", "");
	}

}
