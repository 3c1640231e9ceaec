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
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.SettableAnyProperty;

/**
 * Any-setter that takes no masks, neither of names that a rule has nor, where it or the
 * any-getter is annotated, of any name.
 */
class GuardedAnyProperty extends SettableAnyProperty {

	private final transient SettableAnyProperty delegate;

	private final transient @Nullable MaskingRule rule;

	private final transient MaskingModule module;

	@SuppressWarnings("NullAway")
	GuardedAnyProperty(SettableAnyProperty delegate, @Nullable MaskingRule rule, MaskingModule module) {
		super(delegate.getProperty(), null, delegate.getType(), null, null, null);
		this.delegate = delegate;
		this.rule = rule;
		this.module = module;
	}

	@Override
	public SettableAnyProperty withValueDeserializer(ValueDeserializer<Object> deserializer) {
		return new GuardedAnyProperty(this.delegate.withValueDeserializer(deserializer), this.rule, this.module);
	}

	@Override
	public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object instance, String name) {
		WriteBackGuard.read(parser, context, rule(name, parser, context), (checked) -> {
			this.delegate.deserializeAndSet(checked, context, instance, name);
			return instance;
		});
	}

	@Override
	public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
		String name = parser.currentName();
		return WriteBackGuard.<@Nullable Object>read(parser, context,
				(name != null) ? rule(name, parser, context) : this.rule,
				(checked) -> this.delegate.deserialize(checked, context));
	}

	private @Nullable MaskingRule rule(String name, JsonParser parser, DeserializationContext context) {
		PropertyRules named = (this.rule == null) ? this.module.rules().named(name) : null;
		return (named != null) ? WriteBackGuard.rule(named, parser, context) : this.rule;
	}

	@Override
	public void fixAccess(DeserializationConfig config) {
		this.delegate.fixAccess(config);
	}

	@Override
	public boolean hasValueDeserializer() {
		return this.delegate.hasValueDeserializer();
	}

	@Override
	public int getParameterIndex() {
		return this.delegate.getParameterIndex();
	}

	@Override
	public boolean isFieldType() {
		return this.delegate.isFieldType();
	}

	@Override
	public boolean isSetterType() {
		return this.delegate.isSetterType();
	}

	@Override
	public Object createParameterObject() {
		return this.delegate.createParameterObject();
	}

	@Override
	protected void _set(DeserializationContext context, Object instance, Object name, @Nullable Object value) {
		this.delegate.set(context, instance, name, value);
	}

}
