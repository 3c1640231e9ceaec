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

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import io.github.apisecurity.masking.Sensitive;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.jackson.RawSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * Writes a property masked, or lets the original writer write it where the caller may see
 * it. Everything that Jackson assigns to a writer goes to the original one, whichever
 * kind it is.
 */
class MaskingPropertyWriter extends BeanPropertyWriter {

	private final transient BeanPropertyWriter delegate;

	private final transient PropertyRules rules;

	private final transient MaskingModule module;

	/**
	 * Whether the property names a serializer, which then decides how a value reads.
	 */
	private final boolean ownSerializer;

	/**
	 * Whether the value is JSON already.
	 */
	private final boolean raw;

	MaskingPropertyWriter(BeanPropertyWriter delegate, PropertyRules rules, MaskingModule module) {
		super(delegate);
		this.delegate = delegate;
		this.rules = rules;
		this.module = module;
		this.raw = delegate.hasSerializer() && delegate.getSerializer() instanceof RawSerializer;
		this.ownSerializer = delegate.hasSerializer() && !this.raw;
	}

	private MaskingPropertyWriter(MaskingPropertyWriter source, BeanPropertyWriter delegate) {
		super(delegate);
		this.delegate = delegate;
		this.rules = new PropertyRules(delegate.getName(), source.rules.rule(), source.rules.paths());
		this.module = source.module;
		this.raw = source.raw;
		this.ownSerializer = source.ownSerializer;
	}

	PropertyRules rules() {
		return this.rules;
	}

	@Override
	public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		MaskingRule rule = this.rules.at(generator.streamWriteContext(),
				context.isEnabled(SerializationFeature.WRAP_ROOT_VALUE));
		if (rule == null) {
			this.delegate.serializeAsProperty(bean, generator, context);
			return;
		}
		Object value = value(bean);
		if (value == null) {
			writeNull(generator, context);
		}
		else if (this.module.isRevealed(rule, this.rules.name(), bean, context)) {
			reveal(bean, value, generator, context);
		}
		else if (!isSuppressed(value, context)) {
			MaskForm form = MaskedValues.form(value, rule);
			if (form == MaskForm.OMIT || isUnwrapping()) {
				this.delegate.serializeAsOmittedProperty(bean, generator, context);
				return;
			}
			generator.writeName(this._name);
			write(value, form, rule, generator, context);
		}
	}

	private void writeNull(JsonGenerator generator, SerializationContext context) {
		// Not left to the original writer, which reads the value again: meanwhile there
		// may
		// be one.
		boolean suppressed = this._suppressableValue != null
				&& context.includeFilterSuppressNulls(this._suppressableValue);
		if (!suppressed && this._nullSerializer != null) {
			generator.writeName(this._name);
			this._nullSerializer.serialize(null, generator, context);
		}
	}

	private void reveal(Object bean, Object value, JsonGenerator generator, SerializationContext context)
			throws Exception {
		if (value instanceof Sensitive<?> sensitive) {
			generator.writeName(this._name);
			context.writeValue(generator, sensitive.reveal());
			return;
		}
		this.delegate.serializeAsProperty(bean, generator, context);
	}

	@Override
	public void serializeAsElement(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		MaskingRule rule = this.rules.at(generator.streamWriteContext(),
				context.isEnabled(SerializationFeature.WRAP_ROOT_VALUE));
		Object value = (rule != null) ? value(bean) : null;
		if (rule == null) {
			this.delegate.serializeAsElement(bean, generator, context);
		}
		else if (value == null) {
			generator.writeNull();
		}
		else if (this.module.isRevealed(rule, this.rules.name(), bean, context)) {
			if (value instanceof Sensitive<?> sensitive) {
				context.writeValue(generator, sensitive.reveal());
				return;
			}
			this.delegate.serializeAsElement(bean, generator, context);
		}
		else {
			// An element cannot be left out without moving the others.
			write(value, MaskedValues.form(value, rule), rule, generator, context);
		}
	}

	private void write(Object value, MaskForm form, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		if (form == MaskForm.TEXT) {
			MaskedValues.write(value, rule, (this.ownSerializer) ? this.delegate.getSerializer() : null, generator,
					context);
		}
		else {
			generator.writeNull();
		}
	}

	private @Nullable Object value(Object bean) throws Exception {
		// What a virtual property writes cannot be read, only hidden.
		Object value = (isVirtual()) ? "" : get(bean);
		return (this.raw && value instanceof String text) ? unquote(text) : value;
	}

	private static String unquote(String raw) {
		boolean quoted = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
		return (quoted) ? raw.substring(1, raw.length() - 1) : raw;
	}

	private boolean isSuppressed(Object value, SerializationContext context) {
		if (this._suppressableValue == null) {
			return false;
		}
		if (MARKER_FOR_EMPTY != this._suppressableValue) {
			return this._suppressableValue.equals(value);
		}
		ValueSerializer<Object> serializer = (this.delegate.hasSerializer()) ? this.delegate.getSerializer()
				: context.findTypedValueSerializer(value.getClass(), true);
		return serializer.isEmpty(context, value);
	}

	@Override
	public BeanPropertyWriter rename(NameTransformer transformer) {
		return new MaskingPropertyWriter(this, this.delegate.rename(transformer));
	}

	@Override
	protected BeanPropertyWriter _new(PropertyName newName) {
		throw new IllegalStateException("Only rename leaves it masked");
	}

	@Override
	public BeanPropertyWriter unwrappingWriter(NameTransformer unwrapper) {
		return new MaskingPropertyWriter(this, this.delegate.unwrappingWriter(unwrapper));
	}

	@Override
	public boolean isUnwrapping() {
		return this.delegate.isUnwrapping();
	}

	@Override
	public boolean isVirtual() {
		return this.delegate.isVirtual();
	}

	@Override
	public void fixAccess(SerializationConfig config) {
		super.fixAccess(config);
		this.delegate.fixAccess(config);
	}

	@Override
	public boolean hasSerializer() {
		return this.delegate.hasSerializer();
	}

	@Override
	public ValueSerializer<Object> getSerializer() {
		return this.delegate.getSerializer();
	}

	@Override
	public void assignSerializer(ValueSerializer<Object> serializer) {
		this.delegate.assignSerializer(serializer);
	}

	@Override
	public boolean hasNullSerializer() {
		return this.delegate.hasNullSerializer();
	}

	@Override
	public void assignNullSerializer(ValueSerializer<Object> serializer) {
		super.assignNullSerializer(serializer);
		this.delegate.assignNullSerializer(serializer);
	}

	@Override
	public void assignTypeSerializer(TypeSerializer serializer) {
		this.delegate.assignTypeSerializer(serializer);
	}

	@Override
	public void setNonTrivialBaseType(JavaType type) {
		this.delegate.setNonTrivialBaseType(type);
	}

}
