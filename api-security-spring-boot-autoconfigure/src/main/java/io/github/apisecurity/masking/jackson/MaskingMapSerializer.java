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

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyFilter;
import tools.jackson.databind.ser.jdk.MapSerializer;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Writes the entries of a map that a rule names masked, and everything else as it always
 * was: entry by entry, by Jackson's own serializer, which knows what is ignored, filtered
 * or written under another name.
 */
class MaskingMapSerializer extends MapSerializer {

	private static final String JACKSON = "tools.jackson.";

	private final MapSerializer delegate;

	private final MaskingModule module;

	private final @Nullable MaskingRule rule;

	private final String name;

	/**
	 * Create an instance.
	 * @param delegate the serializer of Jackson
	 * @param module the module
	 * @param rule the rule for all entries
	 * @param name the name of the member that has the rule
	 */
	MaskingMapSerializer(MapSerializer delegate, MaskingModule module, @Nullable MaskingRule rule, String name) {
		super(delegate, null, null, null, Set.of(), null);
		this.delegate = delegate;
		this.module = module;
		this.rule = rule;
		this.name = name;
	}

	private MaskingMapSerializer with(MapSerializer delegate) {
		return new MaskingMapSerializer(delegate, this.module, this.rule, this.name);
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		return with((MapSerializer) this.delegate.createContextual(context, property));
	}

	@Override
	public MapSerializer withFilterId(Object filterId) {
		return with(this.delegate.withFilterId(filterId));
	}

	@Override
	public MapSerializer withContentInclusion(Object suppressableValue, boolean suppressNulls) {
		return with(this.delegate.withContentInclusion(suppressableValue, suppressNulls));
	}

	@Override
	protected MapSerializer _withValueTypeSerializer(TypeSerializer typeSerializer) {
		return with((MapSerializer) this.delegate.withValueTypeSerializer(typeSerializer));
	}

	@Override
	public boolean isEmpty(SerializationContext context, Map<?, ?> value) {
		return this.delegate.isEmpty(context, value);
	}

	@Override
	public void serializeWithoutTypeInfo(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		write(map, generator, context,
				(entries, target) -> this.delegate.serializeWithoutTypeInfo(entries, target, context));
	}

	@Override
	public void serializeFilteredAnyProperties(SerializationContext context, JsonGenerator generator, Object bean,
			Map<?, ?> map, PropertyFilter filter, @Nullable Object suppressableValue) {
		write(map, generator, context, (entries, target) -> this.delegate.serializeFilteredAnyProperties(context,
				target, bean, entries, filter, suppressableValue));
	}

	private void write(Map<?, ?> map, JsonGenerator generator, SerializationContext context,
			BiConsumer<Map<?, ?>, JsonGenerator> clear) {
		MaskingRule all = (this.rule != null && !this.module.isRevealed(this.rule, this.name, map, context)) ? this.rule
				: null;
		if (all == null && !mayApply(map, context)) {
			clear.accept(map, generator);
			return;
		}
		Map<String, Integer> keys = new HashMap<>();
		map.forEach((key, value) -> {
			String written = name(key, context);
			MaskingRule rule = (all != null) ? all
					: MaskingContainerSerializer.find(written, map, this.module, generator, context);
			Map<?, ?> entry = Collections.singletonMap(key, value);
			if (rule == null) {
				clear.accept(entry, generator);
			}
			else if (firstName(context, (buffer) -> clear.accept(entry, buffer)) != null) {
				String shown = (all != null && !all.keepKeys()) ? MaskedValues.key(written, all, keys) : written;
				MaskingContainerSerializer.write(shown, value, rule, generator, context);
			}
		});
	}

	private boolean mayApply(Map<?, ?> map, SerializationContext context) {
		for (Object key : map.keySet()) {
			if (this.module.rules().named(name(key, context)) != null) {
				return true;
			}
		}
		return false;
	}

	@SuppressWarnings("unchecked")
	private String name(@Nullable Object key, SerializationContext context) {
		// What is written may be another name than the text of the key.
		ValueSerializer<Object> serializer = (ValueSerializer<Object>) this.delegate.getKeySerializer();
		if (key == null || serializer == null
				|| (key instanceof String && serializer.getClass().getName().startsWith(JACKSON))) {
			return String.valueOf(key);
		}
		String name = firstName(context, (buffer) -> serializer.serialize(key, buffer, context));
		return (name != null) ? name : String.valueOf(key);
	}

	private static @Nullable String firstName(SerializationContext context, Consumer<JsonGenerator> writer) {
		try (TokenBuffer buffer = context.bufferForValueConversion()) {
			buffer.writeStartObject();
			writer.accept(buffer);
			try (JsonParser parser = buffer.asParser()) {
				parser.nextToken();
				return (parser.nextToken() == JsonToken.PROPERTY_NAME) ? parser.currentName() : null;
			}
		}
	}

}
