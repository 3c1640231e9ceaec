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
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.SettableAnyProperty;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Reads the values of an any-setter, which takes no masks, neither of names that a rule
 * has nor, where it or the any-getter is annotated, of any name.
 */
class AnyWriteBackGuard extends ValueDeserializer<Object> {

	private final SettableAnyProperty property;

	private final @Nullable MaskingRule rule;

	private final MaskingModule module;

	private volatile @Nullable ValueDeserializer<Object> delegate;

	AnyWriteBackGuard(SettableAnyProperty property, @Nullable MaskingRule rule, MaskingModule module) {
		this.property = property;
		this.rule = rule;
		this.module = module;
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		return WriteBackGuard.<@Nullable Object>read(parser, context, rule(parser, context),
				(checked) -> delegate(context).deserialize(checked, context));
	}

	@Override
	public @Nullable Object deserializeWithType(JsonParser parser, DeserializationContext context,
			TypeDeserializer typeDeserializer) {
		return WriteBackGuard.<@Nullable Object>read(parser, context, rule(parser, context),
				(checked) -> delegate(context).deserializeWithType(checked, context, typeDeserializer));
	}

	@Override
	public @Nullable Object getNullValue(DeserializationContext context) {
		return delegate(context).getNullValue(context);
	}

	private @Nullable MaskingRule rule(JsonParser parser, DeserializationContext context) {
		PropertyRules named = (this.rule == null) ? this.module.rules().named(parser.currentName()) : null;
		return (named != null) ? WriteBackGuard.rule(named, parser, context) : this.rule;
	}

	private ValueDeserializer<Object> delegate(DeserializationContext context) {
		// Jackson looks for it later than for what guards it.
		ValueDeserializer<Object> delegate = this.delegate;
		if (delegate == null) {
			delegate = context.findContextualValueDeserializer(this.property.getType(), this.property.getProperty());
			this.delegate = delegate;
		}
		return delegate;
	}

}
