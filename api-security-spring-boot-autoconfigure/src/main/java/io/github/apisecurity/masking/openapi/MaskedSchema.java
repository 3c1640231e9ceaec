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

import java.util.Objects;

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.jackson.MaskedProperty;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * How one masked property is described. Who sees the clear value is not told: that is
 * nothing a caller needs, and what an attacker looks for.
 *
 * @param property the property
 * @param version31 whether in the way of OpenAPI 3.1
 */
record MaskedSchema(MaskedProperty property, boolean version31) {

	private static final Log log = LogFactory.getLog(MaskedSchema.class);

	private static final String MASKED = "Masked in responses";

	private static final String MAYBE_MASKED = "May be masked in responses, depending on where it stands.";

	static boolean isDescribed(Schema<?> schema) {
		// A type that refers to itself is resolved more than once.
		String description = schema.getDescription();
		return description != null && (description.contains(MASKED) || description.contains(MAYBE_MASKED));
	}

	boolean isOmitted() {
		return form() == MaskForm.OMIT;
	}

	private @Nullable MaskForm form() {
		MaskingRule rule = this.property.rules().rule();
		if (rule == null) {
			return null;
		}
		return (this.property.isNonText() && !this.property.shaped()) ? rule.nonTextForm() : rule.form();
	}

	Schema<?> describe(Schema<?> schema) {
		MaskingRule rule = this.property.rules().rule();
		if (rule == null) {
			return describe(schema, MAYBE_MASKED);
		}
		String note = (rule.isRevealable()) ? ", unless the caller may see it." : ".";
		return switch (Objects.requireNonNull(form())) {
			case TEXT -> describe(mask(schema, rule), MASKED + note);
			case NULL -> describe(nullable(schema), MASKED + " by null" + note);
			case OMIT -> describe(schema, MASKED + " by leaving it out" + note);
		};
	}

	private static Schema<?> describe(Schema<?> schema, String note) {
		String own = schema.getDescription();
		schema.setDescription(StringUtils.hasText(own) ? own + "\n\n" + note : note);
		return schema;
	}

	private Schema<?> mask(Schema<?> schema, MaskingRule rule) {
		if (schema.getItems() != null) {
			schema.setItems(mask(schema.getItems(), rule));
			return schema;
		}
		if (schema.getAdditionalProperties() instanceof Schema<?> values) {
			schema.setAdditionalProperties(mask(values, rule));
			return schema;
		}
		if (this.property.isOpen()) {
			return schema;
		}
		if (this.property.isNonText() && rule.nonTextForm() != MaskForm.TEXT) {
			// An element cannot be left out without moving the others.
			return nullable(schema);
		}
		if (this.property.isText()) {
			return withExample(schema, rule);
		}
		Schema<?> text = withExample(
				(this.version31) ? new JsonSchema().typesItem("string") : new Schema<>().type("string"), rule);
		if (!rule.isRevealable()) {
			return text;
		}
		return ((this.version31) ? new JsonSchema() : new Schema<>()).addOneOfItem(text).addOneOfItem(schema);
	}

	private static Schema<?> withExample(Schema<?> schema, MaskingRule rule) {
		if (schema.getExample() == null && schema.getExamples() == null) {
			try {
				schema.setExample(rule.mask(rule.strategy().sample()));
			}
			catch (RuntimeException ex) {
				// A strategy of the application that does not take its own sample: no
				// example.
				log.debug("A masking strategy has no example", ex);
			}
		}
		return schema;
	}

	private Schema<?> nullable(Schema<?> schema) {
		if (!this.version31) {
			schema.setNullable(true);
		}
		else if (schema.getTypes() != null) {
			schema.addType("null");
		}
		return schema;
	}

}
