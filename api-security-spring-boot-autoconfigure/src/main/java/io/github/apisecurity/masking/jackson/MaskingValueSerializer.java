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

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes the {@code @JsonValue} of an object masked, or the {@code @JsonKey} of the key
 * of a map.
 */
final class MaskingValueSerializer extends ValueSerializer<Object> {

	/**
	 * The attribute with the names that are written in each map of a document.
	 */
	private static final String NAMES = MaskingValueSerializer.class.getName();

	private final MaskingRule rule;

	private final String name;

	private final MaskingModule module;

	private final Writer clear;

	private final Writer masked;

	private MaskingValueSerializer(MaskingRule rule, String name, MaskingModule module, Writer clear, Writer masked) {
		this.rule = rule;
		this.name = name;
		this.module = module;
		this.clear = clear;
		this.masked = masked;
	}

	static MaskingValueSerializer ofValue(AnnotatedMember accessor, MaskingRule rule, MaskingModule module) {
		return new MaskingValueSerializer(rule, accessor.getName(), module,
				(value, generator, context) -> context.writeValue(generator, value),
				(value, generator, context) -> MaskedValues.write(value, rule, null, generator, context));
	}

	@SuppressWarnings("unchecked")
	static MaskingValueSerializer ofKey(ValueSerializer<?> delegate, AnnotatedMember accessor, MaskingRule rule,
			MaskingModule module) {
		return new MaskingValueSerializer(rule, accessor.getName(), module,
				(key, generator, context) -> ((ValueSerializer<Object>) delegate).serialize(key, generator, context),
				(key, generator, context) -> generator.writeName(MaskedValues
					.key(String.valueOf(accessor.getValue(key)), rule, names(generator.currentValue(), context))));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Integer> names(@Nullable Object map, SerializationContext context) {
		var names = (Map<@Nullable Object, Map<String, Integer>>) context.getAttribute(NAMES);
		if (names == null) {
			names = new IdentityHashMap<>();
			context.setAttribute(NAMES, names);
		}
		return names.computeIfAbsent(map, (key) -> new HashMap<>());
	}

	@Override
	public void serialize(@Nullable Object value, JsonGenerator generator, SerializationContext context) {
		boolean revealed = this.module.isRevealed(this.rule, this.name, value, context);
		((revealed) ? this.clear : this.masked).write(value, generator, context);
	}

	@Override
	public void serializeWithType(@Nullable Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

	private interface Writer {

		void write(@Nullable Object value, JsonGenerator generator, SerializationContext context);

	}

}
