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

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes masked values, whatever they are: containers keep their shape, everything else
 * becomes one text.
 */
final class MaskedValues {

	static final String FULL = "***";

	private MaskedValues() {
	}

	static void writeWhole(@Nullable Object value, MaskingRule rule, @Nullable ValueSerializer<Object> serializer,
			JsonGenerator generator, SerializationContext context) {
		// Write what stands in the place of a value as a whole: its mask or null.
		write((rule.formOf(value) == MaskForm.TEXT) ? value : null, rule, serializer, generator, context);
	}

	/**
	 * Write a masked value.
	 * @param value the value
	 * @param rule the rule
	 * @param serializer the serializer that decides how the value reads, if the property
	 * has one of its own
	 * @param generator the generator
	 * @param context the context
	 */
	static void write(@Nullable Object value, MaskingRule rule, @Nullable ValueSerializer<Object> serializer,
			JsonGenerator generator, SerializationContext context) {
		if (value instanceof String text && serializer == null) {
			writeText(text, rule.form(), rule, generator);
			return;
		}
		Object content = (serializer != null) ? value : Parts.content(value);
		Map<?, ?> entries = (serializer != null) ? null : Parts.entries(content);
		Collection<?> elements = (serializer != null) ? null : Parts.elements(content);
		if (content == null) {
			generator.writeNull();
		}
		else if (entries != null) {
			Map<String, Integer> names = new HashMap<>();
			generator.writeStartObject(content);
			entries.forEach((key, entry) -> {
				String name = String.valueOf(Parts.content(key));
				generator.writeName((rule.keepKeys()) ? name : key(name, rule, names));
				write(entry, rule, null, generator, context);
			});
			generator.writeEndObject();
		}
		else if (elements != null) {
			generator.writeStartArray(content, elements.size());
			elements.forEach((element) -> write(element, rule, null, generator, context));
			generator.writeEndArray();
		}
		else {
			writeScalar(content, rule, serializer, generator, context);
		}
	}

	/**
	 * Return the mask of the key of a map.
	 * @param key the key
	 * @param rule the rule
	 * @param names the masks of the other keys
	 * @return the mask, told apart from the others
	 */
	static String key(String key, MaskingRule rule, Map<String, Integer> names) {
		String masked = (rule.form() == MaskForm.TEXT) ? rule.mask(key) : FULL;
		int number = names.merge(masked, 1, Integer::sum);
		return (number == 1) ? masked : masked + "-" + number;
	}

	private static void writeScalar(Object value, MaskingRule rule, @Nullable ValueSerializer<Object> serializer,
			JsonGenerator generator, SerializationContext context) {
		MaskForm form = rule.formOf(value);
		String text = (serializer != null) ? null : text(value);
		if (text != null || form != MaskForm.TEXT || rule.isWhole()) {
			writeText((text != null) ? text : "", form, rule, generator);
		}
		else {
			// Let Jackson say how a value reads, and mask that.
			ValueSerializer<Object> known = (serializer != null) ? serializer
					: context.findTypedValueSerializer(value.getClass(), true);
			try (TokenBuffer buffer = context.bufferForValueConversion()) {
				known.serialize(value, buffer, context);
				try (JsonParser parser = buffer.asParser()) {
					writeToken(parser, rule, generator);
				}
			}
		}
	}

	private static @Nullable String text(Object value) {
		if (value instanceof char[] characters) {
			return new String(characters);
		}
		boolean plain = value instanceof Number || value instanceof Boolean || value instanceof CharSequence
				|| value instanceof Character || value instanceof UUID;
		return (plain) ? value.toString() : null;
	}

	private static void writeToken(JsonParser parser, MaskingRule rule, JsonGenerator generator) {
		JsonToken token = parser.nextToken();
		if (token == null || token == JsonToken.VALUE_NULL) {
			generator.writeNull();
		}
		else if (token.isNumeric() || token.isBoolean()) {
			writeText(parser.getString(), rule.nonTextForm(), rule, generator);
		}
		else {
			generator.writeString((token == JsonToken.VALUE_STRING) ? rule.mask(parser.getString()) : FULL);
		}
	}

	private static void writeText(String text, MaskForm form, MaskingRule rule, JsonGenerator generator) {
		if (form == MaskForm.TEXT) {
			generator.writeString(rule.mask(text));
		}
		else {
			generator.writeNull();
		}
	}

}
