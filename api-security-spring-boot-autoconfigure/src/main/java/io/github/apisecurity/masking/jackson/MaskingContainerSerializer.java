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
import java.util.Map;

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Masks the entries of trees by name and path, and those of maps whose serializer cannot
 * be asked for single entries: where one of them may be masked, all are written here.
 */
class MaskingContainerSerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> delegate;

	private final MaskingModule module;

	@SuppressWarnings("unchecked")
	MaskingContainerSerializer(ValueSerializer<?> delegate, MaskingModule module) {
		this.delegate = (ValueSerializer<Object>) delegate;
		this.module = module;
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		ValueSerializer<?> contextual = context.handleSecondaryContextualization(this.delegate, property);
		return (contextual != this.delegate) ? new MaskingContainerSerializer(contextual, this.module) : this;
	}

	@Override
	public void resolve(SerializationContext context) {
		this.delegate.resolve(context);
	}

	@Override
	public boolean isEmpty(SerializationContext context, Object value) {
		return this.delegate.isEmpty(context, value);
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		Map<?, ?> entries = entries(value);
		Collection<?> elements = (value instanceof JsonNode) ? Parts.elements(value) : null;
		if (entries != null) {
			generator.writeStartObject(value);
			entries.forEach((key, content) -> write(key, content, value, generator, context));
			generator.writeEndObject();
		}
		else if (elements != null) {
			generator.writeStartArray(value, elements.size());
			elements.forEach((element) -> context.writeValue(generator, element));
			generator.writeEndArray();
		}
		else {
			this.delegate.serialize(value, generator, context);
		}
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		Map<?, ?> entries = entries(value);
		if (value instanceof JsonNode) {
			serialize(value, generator, context);
		}
		else if (entries == null) {
			this.delegate.serializeWithType(value, generator, context, typeSerializer);
		}
		else {
			WritableTypeId typeId = typeSerializer.writeTypePrefix(generator, context,
					typeSerializer.typeId(value, JsonToken.START_OBJECT));
			entries.forEach((key, content) -> write(key, content, value, generator, context));
			typeSerializer.writeTypeSuffix(generator, context, typeId);
		}
	}

	private @Nullable Map<?, ?> entries(Object value) {
		Map<?, ?> entries = Parts.entries(value);
		boolean here = entries != null && (value instanceof JsonNode
				|| entries.keySet().stream().anyMatch((key) -> this.module.rules().named(String.valueOf(key)) != null));
		return (here) ? entries : null;
	}

	private static boolean isLeftOut(@Nullable Object content, SerializationContext context) {
		return content instanceof JsonNode node
				&& ((node.isNull() && !context.isEnabled(JsonNodeFeature.WRITE_NULL_PROPERTIES)) || (node.isArray()
						&& node.isEmpty() && !context.isEnabled(SerializationFeature.WRITE_EMPTY_JSON_ARRAYS)));
	}

	private void write(@Nullable Object key, @Nullable Object value, Object owner, JsonGenerator generator,
			SerializationContext context) {
		String name = String.valueOf(key);
		if (isLeftOut(value, context)) {
			return;
		}
		MaskingRule rule = find(name, owner, this.module, generator, context);
		if (rule != null) {
			write(name, value, rule, generator, context);
			return;
		}
		if (key == null || key instanceof String) {
			generator.writeName(name);
		}
		else {
			context.findKeySerializer(key.getClass(), null).serialize(key, generator, context);
		}
		context.writeValue(generator, value);
	}

	static void write(String name, @Nullable Object value, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		if (rule.formOf(value) != MaskForm.OMIT) {
			generator.writeName(name);
			MaskedValues.writeWhole(value, rule, null, generator, context);
		}
	}

	/**
	 * Return the rule by which an entry is masked.
	 * @param name the name of the entry
	 * @param owner the map or tree
	 * @param module the module
	 * @param generator the generator, within the object that the entry belongs to
	 * @param context the context
	 * @return the rule or {@code null} where the entry is clear
	 */
	static @Nullable MaskingRule find(String name, Object owner, MaskingModule module, JsonGenerator generator,
			SerializationContext context) {
		PropertyRules rules = module.rules().named(name);
		MaskingRule rule = (rules != null) ? MaskingModule.rule(rules, generator, context) : null;
		return (rule == null || module.isRevealed(rule, name, owner, context)) ? null : rule;
	}

}
