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

package io.github.apisecurity.masking.graphql;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.PropertyRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskedProperty;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

/**
 * Finds the rule of a field by the object that has it. Fields are properties, whether
 * JSON has them or not. A document of GraphQL has other places than one of JSON, so that
 * a path masks whatever ends alike. The types and fields are those of the schema, so
 * their number is bounded by the code of the application.
 */
class FieldRules {

	private static final String PROJECTION = "org.springframework.data.web.ProjectedPayload";

	private final MaskingRules rules;

	private final Supplier<MaskedTypes> types;

	private final Map<Field, Optional<MaskingRule>> found = new ConcurrentHashMap<>();

	private final MultiValueMap<Input, MaskingRule> inputs = new LinkedMultiValueMap<>();

	FieldRules(MaskingRules rules, Supplier<MaskedTypes> types) {
		this.rules = rules;
		this.types = types;
	}

	@Nullable MaskingRule find(@Nullable Object owner, String name) {
		Class<?> type = (owner == null || owner instanceof Map) ? Map.class : owner.getClass();
		return this.found.computeIfAbsent(new Field(type, name), (field) -> Optional.ofNullable(find(field)))
			.orElse(null);
	}

	/**
	 * Return the rules for what is sent to a field.
	 * @param field the name of the field
	 * @param name the name of an argument, or of something in one
	 * @return the rules
	 */
	List<MaskingRule> input(String field, String name) {
		List<MaskingRule> rules = new ArrayList<>(this.rules.allNamed(name));
		rules.addAll(this.inputs.getOrDefault(new Input(field, name), List.of()));
		return rules;
	}

	void addInputs(Method handler) {
		SchemaMapping mapping = AnnotatedElementUtils.findMergedAnnotation(handler, SchemaMapping.class);
		for (Parameter parameter : handler.getParameters()) {
			if (mapping != null && isInput(parameter)) {
				String field = StringUtils.hasText(mapping.field()) ? mapping.field() : handler.getName();
				inputs(parameter.getParameterizedType())
					.forEach((property) -> Stream.of(property.name(), property.beanName())
						.forEach((name) -> this.inputs.addAll(new Input(field, name), property.rules().all())));
			}
		}
	}

	private static boolean isInput(Parameter parameter) {
		return parameter.isAnnotationPresent(Argument.class) || parameter.isAnnotationPresent(Arguments.class)
				|| MergedAnnotations.from(parameter.getType()).isPresent(PROJECTION);
	}

	private List<MaskedProperty> inputs(Type type) {
		try {
			return this.types.get()
				.scan(type)
				.seen()
				.stream()
				.flatMap((part) -> properties(part.getRawClass()).stream())
				.toList();
		}
		catch (UnmaskablePropertyException ex) {
			// Written nowhere as it is.
			return List.of();
		}
	}

	void refuseUnmaskable(Method handler) {
		MaskedTypes.refuseAnnotated(handler);
		this.types.get().refuseUnlinked(handler.getGenericReturnType());
	}

	private @Nullable MaskingRule find(Field field) {
		PropertyRules found = (field.type() != Map.class) ? property(field) : this.rules.named(field.name());
		return (found != null) ? found.anywhere() : null;
	}

	private @Nullable PropertyRules property(Field field) {
		String name = field.name();
		return properties(field.type()).stream()
			.filter((property) -> name.equals(property.name()) || name.equals(property.beanName()))
			.findFirst()
			.map(MaskedProperty::rules)
			.orElseGet(() -> this.types.get().rules(field.type(), name));
	}

	private List<MaskedProperty> properties(Class<?> type) {
		try {
			return this.types.get().properties(type);
		}
		catch (UnmaskablePropertyException ex) {
			// As JSON it is refused, for what may be no obstacle here.
			this.types.get().refuseUnlinked(type);
			return List.of();
		}
	}

	private record Field(Class<?> type, String name) {

	}

	private record Input(String field, String name) {

	}

}
