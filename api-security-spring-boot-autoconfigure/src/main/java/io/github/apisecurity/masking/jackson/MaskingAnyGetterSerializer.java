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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.ser.jdk.MapSerializer;

/**
 * Stands for the serializer of what an any-getter returns until Jackson asks for the one
 * in its place: only there is known what that needs.
 */
class MaskingAnyGetterSerializer extends ValueSerializer<Map<?, ?>> {

	private final JavaType type;

	private final @Nullable MaskingRule rule;

	private final String name;

	private final MaskingModule module;

	MaskingAnyGetterSerializer(JavaType type, @Nullable MaskingRule rule, String name, MaskingModule module) {
		this.type = type;
		this.rule = rule;
		this.name = name;
		this.module = module;
	}

	@Override
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		MapSerializer serializer = MapSerializer.construct(this.type,
				context.isEnabled(MapperFeature.USE_STATIC_TYPING),
				context.findTypeSerializer(this.type.getContentType()), null, null, null, null, null);
		return new MaskingMapSerializer((MapSerializer) serializer.createContextual(context, property), this.module,
				this.rule, this.name);
	}

	@Override
	public void serialize(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		throw new IllegalStateException("Not in its place");
	}

}
