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
import tools.jackson.databind.annotation.JacksonStdImpl;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Refuses maps and trees that hold a mask under a name that is masked, and operations of
 * a JSON Patch that are objects of the application. To Jackson it is a deserializer of
 * its own, so that what is in a map is read in one go and looked at once.
 */
@JacksonStdImpl
class TreeWriteBackGuard extends DelegatingDeserializer {

	private final transient MaskingModule module;

	private final boolean operation;

	TreeWriteBackGuard(ValueDeserializer<?> delegate, MaskingModule module, boolean operation) {
		super(delegate);
		this.module = module;
		this.operation = operation;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new TreeWriteBackGuard(delegate, this.module, this.operation);
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		if (!this.operation || !(parser.isExpectedStartObjectToken() || parser.hasToken(JsonToken.PROPERTY_NAME))) {
			return checked(super.deserialize(parser, context), parser);
		}
		return WriteBackGuard.<@Nullable Object>read(parser, context, (copy) -> checked(context.readTree(copy), parser),
				(checked) -> super.deserialize(checked, context));
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context, Object value) {
		return checked(super.deserialize(parser, context, value), parser);
	}

	@Override
	public @Nullable Object deserializeWithType(JsonParser parser, DeserializationContext context,
			TypeDeserializer typeDeserializer) {
		return checked(super.deserializeWithType(parser, context, typeDeserializer), parser);
	}

	private @Nullable Object checked(@Nullable Object value, JsonParser parser) {
		this.module.trees().check(value, parser, this.operation);
		return value;
	}

}
