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

package io.github.apisecurity.masking.jackson;

import java.util.Map;

import io.github.apisecurity.masking.MaskingRule;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes a tree, its entries that a rule names masked. Jackson's own serializer writes
 * the whole tree at once.
 */
class MaskingTreeSerializer extends ValueSerializer<JsonNode> {

	private final MaskingEntries entries;

	MaskingTreeSerializer(MaskingEntries entries) {
		this.entries = entries;
	}

	@Override
	public void serialize(JsonNode node, JsonGenerator generator, SerializationContext context) {
		if (node.isArray()) {
			generator.writeStartArray(node, node.size());
			for (JsonNode element : node) {
				serialize(element, generator, context);
			}
			generator.writeEndArray();
		}
		else if (node.isObject()) {
			generator.writeStartObject(node);
			for (Map.Entry<String, JsonNode> property : node.properties()) {
				serialize(property, node, generator, context);
			}
			generator.writeEndObject();
		}
		else {
			node.serialize(generator, context);
		}
	}

	private void serialize(Map.Entry<String, JsonNode> property, JsonNode owner, JsonGenerator generator,
			SerializationContext context) {
		MaskingRule rule = this.entries.find(property.getKey(), owner, generator, context);
		if (rule != null) {
			this.entries.write(property.getKey(), property.getValue(), rule, generator, context);
			return;
		}
		generator.writeName(property.getKey());
		serialize(property.getValue(), generator, context);
	}

	@Override
	public void serializeWithType(JsonNode node, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(node, generator, context);
	}

}
