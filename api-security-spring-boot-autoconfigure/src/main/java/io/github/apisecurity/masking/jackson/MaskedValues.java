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

import java.lang.reflect.Array;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.Sensitive;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes the masks of values of any shape. Lists, maps and the like keep their shape; an
 * object for which the rule has no mask is hidden in full.
 */
final class MaskedValues {

	private static final String FULL = "***";

	private MaskedValues() {
	}

	/**
	 * Write the mask of a value.
	 * @param value the value
	 * @param rule the rule
	 * @param serializer the serializer that the property names, which decides how the
	 * value reads
	 * @param generator the generator, after the name has been written
	 * @param context the context
	 */
	static void write(@Nullable Object value, MaskingRule rule, @Nullable ValueSerializer<Object> serializer,
			JsonGenerator generator, SerializationContext context) {
		if (value == null) {
			generator.writeNull();
		}
		else if (serializer != null) {
			writeRendered(value, rule, serializer, generator, context);
		}
		else if (value instanceof String text) {
			writeText(text, rule, generator);
		}
		else if (!writeContainer(value, rule, generator, context)) {
			writeScalar(value, rule, generator, context);
		}
	}

	private static void writeText(String text, MaskingRule rule, JsonGenerator generator) {
		if (rule.form() == MaskForm.TEXT) {
			generator.writeString(rule.mask(text));
		}
		else {
			generator.writeNull();
		}
	}

	private static boolean writeContainer(Object value, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		if (value instanceof Sensitive<?> sensitive) {
			write(sensitive.reveal(), rule, null, generator, context);
		}
		else if (value instanceof Optional<?> optional) {
			write(optional.orElse(null), rule, null, generator, context);
		}
		else if (value instanceof AtomicReference<?> reference) {
			write(reference.get(), rule, null, generator, context);
		}
		else if (value instanceof Map<?, ?> map) {
			generator.writeStartObject(map);
			writeEntries(map, rule, generator, context);
			generator.writeEndObject();
		}
		else if (value instanceof Collection<?> collection) {
			generator.writeStartArray(collection, collection.size());
			for (Object element : collection) {
				write(element, rule, null, generator, context);
			}
			generator.writeEndArray();
		}
		else if (value instanceof Object[] || isPrimitiveArray(value)) {
			generator.writeStartArray(value);
			for (int i = 0; i < Array.getLength(value); i++) {
				write(Array.get(value, i), rule, null, generator, context);
			}
			generator.writeEndArray();
		}
		else if (value instanceof ContainerNode<?> node) {
			writeNode(node, rule, generator, context);
		}
		else {
			return false;
		}
		return true;
	}

	private static boolean isPrimitiveArray(Object value) {
		return value.getClass().isArray() && !(value instanceof byte[]) && !(value instanceof char[]);
	}

	private static void writeNode(ContainerNode<?> node, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		if (node.isArray()) {
			generator.writeStartArray(node, node.size());
			for (JsonNode element : node) {
				write(element, rule, null, generator, context);
			}
			generator.writeEndArray();
			return;
		}
		Map<String, Object> entries = new LinkedHashMap<>();
		node.properties().forEach((property) -> entries.put(property.getKey(), property.getValue()));
		generator.writeStartObject(node);
		writeEntries(entries, rule, generator, context);
		generator.writeEndObject();
	}

	static void writeEntries(Map<?, ?> map, MaskingRule rule, JsonGenerator generator, SerializationContext context) {
		// Write masked entries. Keys that are masked alike are told apart by a number.
		Map<String, Integer> names = new HashMap<>();
		map.forEach((key, value) -> {
			generator.writeName(key(key, rule, names));
			write(value, rule, null, generator, context);
		});
	}

	private static String key(@Nullable Object key, MaskingRule rule, Map<String, Integer> names) {
		String text = (key instanceof Sensitive<?> sensitive) ? String.valueOf(sensitive.reveal())
				: String.valueOf(key);
		if (rule.keepKeys()) {
			return text;
		}
		String masked = (rule.form() == MaskForm.TEXT) ? rule.mask(text) : FULL;
		int number = names.merge(masked, 1, Integer::sum);
		return (number == 1) ? masked : masked + "-" + number;
	}

	private static void writeScalar(Object value, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		if (value instanceof Number || value instanceof Boolean) {
			writeNonText(String.valueOf(value), rule, generator);
		}
		else if (value instanceof CharSequence || value instanceof Character || value instanceof UUID) {
			writeText(value.toString(), rule, generator);
		}
		else if (value instanceof char[] characters) {
			writeText(new String(characters), rule, generator);
		}
		else {
			writeRendered(value, rule, context.findTypedValueSerializer(value.getClass(), true), generator, context);
		}
	}

	private static void writeNonText(String text, MaskingRule rule, JsonGenerator generator) {
		if (rule.nonTextForm() == MaskForm.TEXT) {
			generator.writeString(rule.mask(text));
		}
		else {
			generator.writeNull();
		}
	}

	private static void writeRendered(Object value, MaskingRule rule, ValueSerializer<Object> serializer,
			JsonGenerator generator, SerializationContext context) {
		// Let Jackson say how a value reads, and mask that.
		if (rule.form() != MaskForm.TEXT) {
			generator.writeNull();
			return;
		}
		if (rule.constant() != null && !isNonText(value)) {
			generator.writeString(rule.constant());
			return;
		}
		try (TokenBuffer buffer = context.bufferForValueConversion()) {
			serializer.serialize(value, buffer, context);
			try (JsonParser parser = buffer.asParser()) {
				writeToken(parser, isNonText(value), rule, generator);
			}
		}
	}

	private static void writeToken(JsonParser parser, boolean nonText, MaskingRule rule, JsonGenerator generator) {
		JsonToken token = parser.nextToken();
		if (token == null || token == JsonToken.VALUE_NULL) {
			generator.writeNull();
		}
		else if (nonText || token.isNumeric() || token.isBoolean()) {
			writeNonText(parser.getString(), rule, generator);
		}
		else if (token == JsonToken.VALUE_STRING) {
			generator.writeString(rule.mask(parser.getString()));
		}
		else {
			generator.writeString((rule.constant() != null) ? rule.constant() : FULL);
		}
	}

	static boolean isNonText(Object value) {
		return !(value instanceof String) && (value instanceof Number || value instanceof Boolean
				|| value instanceof TemporalAccessor || value instanceof Date || value instanceof Calendar);
	}

}
