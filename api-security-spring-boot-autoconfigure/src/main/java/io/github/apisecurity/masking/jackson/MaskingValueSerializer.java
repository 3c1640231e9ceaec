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

	private final AnnotatedMember accessor;

	private final MaskingRule rule;

	private final MaskingModule module;

	private final @Nullable ValueSerializer<Object> key;

	/**
	 * Create an instance.
	 * @param accessor the member that is masked
	 * @param rule the rule
	 * @param module the module
	 * @param key writes the key of a map, {@code null} if it is a value that is written
	 */
	@SuppressWarnings("unchecked")
	MaskingValueSerializer(AnnotatedMember accessor, MaskingRule rule, MaskingModule module,
			@Nullable ValueSerializer<?> key) {
		this.accessor = accessor;
		this.rule = rule;
		this.module = module;
		this.key = (ValueSerializer<Object>) key;
	}

	@Override
	public void serialize(@Nullable Object value, JsonGenerator generator, SerializationContext context) {
		boolean revealed = this.module.isRevealed(this.rule, this.accessor.getName(), value, context);
		if (this.key != null && revealed) {
			this.key.serialize(value, generator, context);
		}
		else if (this.key != null) {
			String name = String.valueOf(this.accessor.getValue(value));
			generator.writeName(MaskedValues.key(name, this.rule, names(generator.currentValue(), context)));
		}
		else if (revealed) {
			context.writeValue(generator, value);
		}
		else {
			MaskedValues.write(value, this.rule, null, generator, context);
		}
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
	public void serializeWithType(@Nullable Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

}
