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

package io.github.apisecurity.masking.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.bean.BeanDeserializer;

/**
 * Remembers which object existed before the request was read into it. Where Jackson makes
 * a deserializer of another kind of this one, nothing is remembered, and nothing kept.
 */
class ExistingBeanDeserializer extends BeanDeserializer {

	ExistingBeanDeserializer(BeanDeserializer source) {
		super(source);
	}

	static boolean isExisting(DeserializationContext context, Object bean) {
		return context.getAttribute(ExistingBeanDeserializer.class) == bean;
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context, Object bean) {
		Object outer = context.getAttribute(ExistingBeanDeserializer.class);
		context.setAttribute(ExistingBeanDeserializer.class, bean);
		try {
			return super.deserialize(parser, context, bean);
		}
		finally {
			context.setAttribute(ExistingBeanDeserializer.class, outer);
		}
	}

}
