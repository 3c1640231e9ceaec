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
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Refuses an operation of a JSON Patch that holds a mask for a property that is masked,
 * where the operation is an object of the application.
 */
class OperationWriteBackGuard extends DelegatingDeserializer {

	private final transient MaskingModule module;

	OperationWriteBackGuard(ValueDeserializer<?> delegate, MaskingModule module) {
		super(delegate);
		this.module = module;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new OperationWriteBackGuard(delegate, this.module);
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.isExpectedStartObjectToken() && !parser.hasToken(JsonToken.PROPERTY_NAME)) {
			return super.deserialize(parser, context);
		}
		try (TokenBuffer buffer = context.bufferForInputBuffering(parser).deserialize(parser, context)) {
			try (JsonParser copy = buffer.asParser(context, parser)) {
				copy.nextToken();
				this.module.trees().check(context.readTree(copy), parser, true);
			}
			try (JsonParser checked = buffer.asParser(context, parser)) {
				checked.nextToken();
				return super.deserialize(checked, context);
			}
		}
	}

}
