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

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;

/**
 * Guards trees, whose deserializers no modifier is asked about.
 */
class TreeDeserializers extends Deserializers.Base {

	private final MaskingModule module;

	TreeDeserializers(MaskingModule module) {
		this.module = module;
	}

	@Override
	public @Nullable ValueDeserializer<?> findTreeNodeDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier description) {
		return (this.module.rules().hasTreeRules() && type.isTypeOrSubTypeOf(JsonNode.class))
				? new TreeWriteBackGuard(JsonNodeDeserializer.getDeserializer(type.getRawClass()), this.module) : null;
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
		return false;
	}

}
