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

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes the {@code @JsonValue} of an object masked.
 */
class MaskingValueSerializer extends ValueSerializer<Object> {

	private final MaskingRule rule;

	private final String name;

	private final MaskingModule module;

	MaskingValueSerializer(MaskingRule rule, String name, MaskingModule module) {
		this.rule = rule;
		this.name = name;
		this.module = module;
	}

	@Override
	public void serialize(@Nullable Object value, JsonGenerator generator, SerializationContext context) {
		if (this.module.isRevealed(this.rule, this.name, value, context)) {
			context.writeValue(generator, value);
		}
		else {
			MaskedValues.write(value, this.rule, null, generator, context);
		}
	}

	@Override
	public void serializeWithType(@Nullable Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

}
