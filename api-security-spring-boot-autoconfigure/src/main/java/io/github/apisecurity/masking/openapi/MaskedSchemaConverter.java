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

package io.github.apisecurity.masking.openapi;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JavaType;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskedProperty;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import io.github.apisecurity.openapi.ObjectSchemas;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.ResolvableType;

/**
 * Describes masked properties as they are written. The whole schema of a type is looked
 * at once it is there: a single property does not know which type it belongs to.
 *
 * @param types know what is masked
 * @param requestTypes the types that only requests have
 */
record MaskedSchemaConverter(Supplier<MaskedTypes> types,
		Supplier<Set<Class<?>>> requestTypes) implements ModelConverter, DisposableBean {

	@Override
	public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context,
			Iterator<ModelConverter> chain) {
		Schema<?> schema = (chain.hasNext()) ? chain.next().resolve(type, context, chain) : null;
		List<Schema<?>> objects = ObjectSchemas.of(schema, context);
		if (!objects.isEmpty()) {
			for (MaskedProperty property : properties(type)) {
				objects.forEach((object) -> describe(object, property));
			}
		}
		return schema;
	}

	private List<MaskedProperty> properties(AnnotatedType type) {
		Class<?> rawType = (type.getType() instanceof JavaType javaType) ? javaType.getRawClass()
				: ResolvableType.forType(type.getType()).toClass();
		try {
			return (!this.requestTypes.get().contains(rawType)) ? this.types.get().properties(rawType) : List.of();
		}
		catch (UnmaskablePropertyException ex) {
			// No response has the type, or the application would not have started.
			return List.of();
		}
	}

	private static void describe(Schema<?> object, MaskedProperty property) {
		String name = object.getProperties().containsKey(property.name()) ? property.name() : property.beanName();
		Schema<?> schema = object.getProperties().get(name);
		if (schema != null && !MaskedSchema.isDescribed(schema)) {
			boolean version31 = object.getSpecVersion() == SpecVersion.V31
					|| schema.getSpecVersion() == SpecVersion.V31;
			MaskedSchema masked = new MaskedSchema(property, version31);
			object.getProperties().put(name, masked.describe(schema));
			if (masked.isOmitted() && object.getRequired() != null) {
				object.setRequired(object.getRequired().stream().filter((required) -> !required.equals(name)).toList());
			}
		}
	}

	@Override
	public void destroy() {
		// springdoc registers the beans of this type for the whole JVM and leaves them
		// there.
		ModelConverters.getInstance(false).removeConverter(this);
		ModelConverters.getInstance(true).removeConverter(this);
	}

}
