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

package io.github.apisecurity.validation.openapi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.github.apisecurity.openapi.ObjectSchemas;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.groups.Default;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ContainerElementTypeDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Describes constraints as the validator knows them: composed ones, those of supertypes,
 * of type arguments and of XML mappings included. The whole schema of a type is looked at
 * once it is there, after what swagger-core makes of the standard constraints. A
 * parameter of a handler, which the validator is not asked about by its name, is
 * described by its annotations.
 *
 * @param validator knows the constraints
 */
record ConstraintSchemaConverter(Supplier<@Nullable Validator> validator) implements ModelConverter, DisposableBean {

	@Override
	public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context,
			Iterator<ModelConverter> chain) {
		Schema<?> schema = (chain.hasNext()) ? chain.next().resolve(type, context, chain) : null;
		if (schema == null) {
			return null;
		}
		List<Schema<?>> objects = ObjectSchemas.of(schema, context);
		if (!objects.isEmpty()) {
			describeProperties(objects, type.getType(), mapper(context));
		}
		else if (!type.isSchemaProperty() && schema.get$ref() == null && type.getCtxAnnotations() != null) {
			describeParameter(schema, type.getCtxAnnotations());
		}
		return schema;
	}

	private static ObjectMapper mapper(ModelConverterContext context) {
		// The one that named the properties.
		return StreamSupport
			.stream(Spliterators.spliteratorUnknownSize(context.getConverters(), Spliterator.ORDERED), false)
			.filter(ModelResolver.class::isInstance)
			.map((resolver) -> ((ModelResolver) resolver).objectMapper())
			.findFirst()
			.orElseGet(Json::mapper);
	}

	private void describeProperties(List<Schema<?>> objects, Type type, ObjectMapper mapper) {
		JavaType javaType = mapper.constructType(type);
		BeanDescriptor constraints = constraints(javaType.getRawClass());
		if (constraints == null) {
			return;
		}
		for (BeanPropertyDefinition property : mapper.getSerializationConfig().introspect(javaType).findProperties()) {
			PropertyDescriptor constrained = constraints.getConstraintsForProperty(property.getInternalName());
			for (Schema<?> object : objects) {
				Schema<?> schema = object.getProperties().get(property.getName());
				if (constrained != null && schema != null) {
					describe(schema, constrained, declared(property));
				}
			}
		}
	}

	private @Nullable BeanDescriptor constraints(Class<?> type) {
		Validator validator = this.validator.get();
		try {
			return (validator != null) ? validator.getConstraintsForClass(type) : null;
		}
		catch (ValidationException ex) {
			// A declaration that is wrong is not for the description to report.
			return null;
		}
	}

	private static io.swagger.v3.oas.annotations.media.@Nullable Schema declared(BeanPropertyDefinition property) {
		AnnotatedMember member = property.getPrimaryMember();
		return (member != null) ? member.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class) : null;
	}

	private static void describe(Schema<?> schema, ElementDescriptor element,
			io.swagger.v3.oas.annotations.media.@Nullable Schema declared) {
		if (schema.get$ref() == null) {
			ConstraintHints hints = new ConstraintHints(schema, declared);
			element.findConstraints()
				.unorderedAndMatchingGroups(Default.class)
				.getConstraintDescriptors()
				.forEach((constraint) -> describe(hints, constraint));
		}
		if (element instanceof ContainerDescriptor container) {
			for (ContainerElementTypeDescriptor content : container.getConstrainedContainerElementTypes()) {
				Schema<?> contentSchema = content(schema, content.getTypeArgumentIndex());
				if (contentSchema != null) {
					describe(contentSchema, content, null);
				}
			}
		}
	}

	private static void describe(ConstraintHints hints, ConstraintDescriptor<?> constraint) {
		hints.add(constraint.getAnnotation());
		constraint.getComposingConstraints().forEach((composing) -> describe(hints, composing));
	}

	private static @Nullable Schema<?> content(Schema<?> schema, int typeArgument) {
		if (schema.getItems() != null) {
			return schema.getItems();
		}
		if (schema.getAdditionalProperties() instanceof Schema<?> values) {
			// Keys of a map have no schema.
			return (typeArgument == 1) ? values : null;
		}
		// An Optional and the like are described as what they hold.
		return schema;
	}

	private static void describeParameter(Schema<?> schema, Annotation[] annotations) {
		ConstraintHints hints = new ConstraintHints(schema,
				MergedAnnotations.from(annotations)
					.get(io.swagger.v3.oas.annotations.media.Schema.class)
					.synthesize(MergedAnnotation::isPresent)
					.orElse(null));
		Arrays.stream(annotations)
			.flatMap((annotation) -> MergedAnnotations.from(annotation).stream())
			.map(MergedAnnotation::synthesize)
			.forEach(hints::add);
	}

	@Override
	public void destroy() {
		// springdoc registers the beans of this type for the whole JVM and leaves them
		// there.
		ModelConverters.getInstance(false).removeConverter(this);
		ModelConverters.getInstance(true).removeConverter(this);
	}

}
