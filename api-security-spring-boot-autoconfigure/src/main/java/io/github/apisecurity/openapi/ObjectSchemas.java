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

package io.github.apisecurity.openapi;

import java.util.List;
import java.util.stream.Stream;

import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds the schemas that hold the properties of a type.
 *
 * @since 0.1.0
 */
public final class ObjectSchemas {

	private ObjectSchemas() {
	}

	/**
	 * Return the schemas that hold the properties of a type. Of a subtype only what it
	 * adds: what it inherits is described with its parent.
	 * @param schema the schema of the type, which may refer to another one
	 * @param context the context that knows the schemas by name
	 * @return the schemas, none if the type has no properties or stands in another
	 * document
	 */
	public static List<Schema<?>> of(@Nullable Schema<?> schema, ModelConverterContext context) {
		Schema<?> model = schema;
		if (schema != null && schema.get$ref() != null) {
			String ref = schema.get$ref();
			model = (ref.startsWith(Components.COMPONENTS_SCHEMAS_REF))
					? context.getDefinedModels().get(ref.substring(Components.COMPONENTS_SCHEMAS_REF.length())) : null;
		}
		if (model == null) {
			return List.of();
		}
		Stream<Schema<?>> added = (model.getAllOf() != null) ? model.getAllOf().stream().<Schema<?>>map((part) -> part)
				: Stream.empty();
		return Stream.concat(Stream.of(model), added).filter((object) -> object.getProperties() != null).toList();
	}

}
