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

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Masks the maps for which the application has a serializer of its own: a map with
 * entries that a rule names is written as any map, one without them as that serializer
 * does.
 */
class MaskingForeignMapSerializer extends ValueSerializer<Map<?, ?>> {

	private final ValueSerializer<Object> delegate;

	private final MaskingEntries entries;

	@SuppressWarnings("unchecked")
	MaskingForeignMapSerializer(ValueSerializer<?> delegate, MaskingEntries entries) {
		this.delegate = (ValueSerializer<Object>) delegate;
		this.entries = entries;
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		ValueSerializer<?> contextual = context.handleSecondaryContextualization(this.delegate, property);
		return (contextual != this.delegate) ? new MaskingForeignMapSerializer(contextual, this.entries) : this;
	}

	@Override
	public void resolve(SerializationContext context) {
		this.delegate.resolve(context);
	}

	@Override
	public boolean isEmpty(SerializationContext context, Map<?, ?> value) {
		return this.delegate.isEmpty(context, value);
	}

	@Override
	public void serialize(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		if (!isMasked(map, generator, context)) {
			this.delegate.serialize(map, generator, context);
			return;
		}
		generator.writeStartObject(map);
		this.entries.write(map, generator, context);
		generator.writeEndObject();
	}

	@Override
	public void serializeWithType(Map<?, ?> map, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		if (!isMasked(map, generator, context)) {
			this.delegate.serializeWithType(map, generator, context, typeSerializer);
			return;
		}
		WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
				typeSerializer.typeId(map, JsonToken.START_OBJECT));
		this.entries.write(map, generator, context);
		typeSerializer.writeTypeSuffix(generator, context, typeId);
	}

	private boolean isMasked(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		for (Object key : map.keySet()) {
			if (this.entries.module().rules().mayApply(String.valueOf(key))) {
				return true;
			}
		}
		return false;
	}

}
