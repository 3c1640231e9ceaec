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

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.problem.FieldPointer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.NameTransformer;

/**
 * Finds what properties are called in the document: a pointer resolves in what the caller
 * has sent, and not in the classes of the application.
 */
class JsonPropertyNames {

	private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)|\\[([^\\]]*)\\]");

	private final JsonMapper mapper;

	/**
	 * Bounded by the types of bodies.
	 */
	private final Map<JavaType, Map<String, BeanPropertyDefinition>> properties = new ConcurrentHashMap<>();

	JsonPropertyNames(JsonMapper mapper) {
		this.mapper = mapper;
	}

	FieldPointer pointer(FieldPointer base, Type root, String path) {
		FieldPointer pointer = base;
		JavaType type = this.mapper.constructType(root);
		NameTransformer prefix = NameTransformer.NOP;
		Matcher steps = STEP.matcher(path);
		while (steps.find()) {
			String name = steps.group(1);
			if (name == null) {
				pointer = pointer.path("[" + steps.group(2) + "]");
				type = (type != null) ? type.getContentType() : null;
			}
			else {
				BeanPropertyDefinition property = property(type, name);
				NameTransformer unwrapped = (property != null) ? unwrapped(property) : null;
				if (unwrapped == null) {
					pointer = pointer.step(prefix.transform((property != null) ? property.getName() : name));
				}
				prefix = (unwrapped != null) ? NameTransformer.chainedTransformer(prefix, unwrapped)
						: NameTransformer.NOP;
				type = (property != null) ? property.getPrimaryType() : null;
			}
		}
		return pointer;
	}

	private @Nullable NameTransformer unwrapped(BeanPropertyDefinition property) {
		DeserializationConfig config = this.mapper.deserializationConfig();
		AnnotatedMember member = property.getPrimaryMember();
		return (member != null) ? config.getAnnotationIntrospector().findUnwrappingNameTransformer(config, member)
				: null;
	}

	private @Nullable BeanPropertyDefinition property(@Nullable JavaType type, String name) {
		return (type != null) ? this.properties.computeIfAbsent(type, this::introspect).get(name) : null;
	}

	private Map<String, BeanPropertyDefinition> introspect(JavaType type) {
		DeserializationConfig config = this.mapper.deserializationConfig();
		ClassIntrospector introspector = config.classIntrospectorInstance().forOperation(config);
		return introspector.introspectForDeserialization(type, introspector.introspectClassAnnotations(type))
			.findProperties()
			.stream()
			.collect(Collectors.toMap(BeanPropertyDefinition::getInternalName, (property) -> property,
					(first, second) -> first));
	}

}
