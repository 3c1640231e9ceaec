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

import io.swagger.v3.core.converter.ModelConverterContextImpl;
import io.swagger.v3.oas.models.media.ComposedSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObjectSchemas}.
 */
class ObjectSchemasTests {

	private final ModelConverterContextImpl context = new ModelConverterContextImpl(List.of());

	private final Schema<?> person = new ObjectSchema().addProperty("name", new StringSchema());

	@Test
	void objectsStandForThemselves() {
		assertThat(ObjectSchemas.of(this.person, this.context)).containsExactly(this.person);
	}

	@Test
	void referencesAreFollowed() {
		this.context.defineModel("Person", this.person);
		assertThat(ObjectSchemas.of(new Schema<>().$ref("#/components/schemas/Person"), this.context))
			.containsExactly(this.person);
	}

	@Test
	void referencesToOtherDocumentsAndUnknownNamesAreNotFollowed() {
		this.context.defineModel("Person", this.person);
		for (String ref : List.of("https://example.com/person.yaml#/components/schemas/Person", "./Person.yaml",
				"#/components/schemas/Other", "#/$defs/Person")) {
			assertThat(ObjectSchemas.of(new Schema<>().$ref(ref), this.context)).as(ref).isEmpty();
		}
	}

	@Test
	void onlyWhatASubtypeAddsIsItsOwn() {
		this.context.defineModel("Parent", new ObjectSchema().addProperty("inherited", new StringSchema()));
		Schema<?> subtype = new ComposedSchema().addAllOfItem(new Schema<>().$ref("#/components/schemas/Parent"))
			.addAllOfItem(this.person);
		assertThat(ObjectSchemas.of(subtype, this.context)).containsExactly(this.person);
	}

	@Test
	void nothingAndTextsHaveNoProperties() {
		assertThat(ObjectSchemas.of(null, this.context)).isEmpty();
		assertThat(ObjectSchemas.of(new StringSchema(), this.context)).isEmpty();
	}

}
