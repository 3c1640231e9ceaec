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
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.jackson.RawSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * Writes a property as Jackson does, with a serializer that masks, or lets the original
 * writer write it where the caller may see it. The serializer that Jackson finds goes to
 * the original one, whichever kind it is.
 */
class MaskingPropertyWriter extends BeanPropertyWriter {

	private final transient BeanPropertyWriter clear;

	private final transient PropertyRules rules;

	private final transient MaskingModule module;

	/**
	 * The serializer that the property names, which decides how a value reads.
	 */
	private final transient @Nullable ValueSerializer<Object> own;

	MaskingPropertyWriter(BeanPropertyWriter clear, PropertyRules rules, MaskingModule module) {
		this(clear, rules, module, clear.getSerializer());
	}

	private MaskingPropertyWriter(BeanPropertyWriter clear, PropertyRules rules, MaskingModule module,
			@Nullable ValueSerializer<Object> own) {
		super(clear);
		this.clear = clear;
		this.rules = rules;
		this.module = module;
		this.own = own;
		this._serializer = new MaskedValue();
	}

	PropertyRules rules() {
		return this.rules;
	}

	@Override
	public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		MaskingRule rule = MaskingModule.rule(this.rules, generator, context);
		Object value = (rule != null) ? value(rule, bean) : null;
		if (rule == null) {
			this.clear.serializeAsProperty(bean, generator, context);
		}
		else if (isRevealed(rule, value, bean, context)) {
			if (value instanceof Sensitive<?> sensitive) {
				generator.writeName(this._name);
				context.writeValue(generator, sensitive.reveal());
				return;
			}
			this.clear.serializeAsProperty(bean, generator, context);
		}
		else if (isUnwrapping() || (value != null && rule.formOf(value) == MaskForm.OMIT)) {
			this.clear.serializeAsOmittedProperty(bean, generator, context);
		}
		else if (isVirtual()) {
			generator.writeName(this._name);
			this._serializer.serialize("", generator, context);
		}
		else {
			super.serializeAsProperty(bean, generator, context);
		}
	}

	@Override
	public void serializeAsElement(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		// An element cannot be left out without moving the others.
		MaskingRule rule = MaskingModule.rule(this.rules, generator, context);
		Object value = (rule != null) ? value(rule, bean) : null;
		if (rule == null) {
			this.clear.serializeAsElement(bean, generator, context);
		}
		else if (isRevealed(rule, value, bean, context)) {
			if (value instanceof Sensitive<?> sensitive) {
				context.writeValue(generator, sensitive.reveal());
				return;
			}
			this.clear.serializeAsElement(bean, generator, context);
		}
		else if (isVirtual()) {
			this._serializer.serialize("", generator, context);
		}
		else {
			super.serializeAsElement(bean, generator, context);
		}
	}

	private boolean isRevealed(MaskingRule rule, @Nullable Object value, Object bean, SerializationContext context) {
		return value != null && this.module.isRevealed(rule, this.rules.name(), bean, context);
	}

	private @Nullable Object value(MaskingRule rule, Object bean) throws Exception {
		// Otherwise it makes no difference before it is masked.
		if (!rule.isRevealable() && rule.form() != MaskForm.OMIT && rule.nonTextForm() != MaskForm.OMIT) {
			return null;
		}
		// What a virtual property writes cannot be read, only hidden.
		return (isVirtual()) ? "" : get(bean);
	}

	@Override
	public BeanPropertyWriter rename(NameTransformer transformer) {
		BeanPropertyWriter renamed = this.clear.rename(transformer);
		return new MaskingPropertyWriter(renamed,
				new PropertyRules(renamed.getName(), this.rules.rule(), this.rules.paths()), this.module, this.own);
	}

	@Override
	protected BeanPropertyWriter _new(PropertyName newName) {
		throw new IllegalStateException("Only rename leaves it masked");
	}

	@Override
	public BeanPropertyWriter unwrappingWriter(NameTransformer unwrapper) {
		return new MaskingPropertyWriter(this.clear.unwrappingWriter(unwrapper), this.rules, this.module, this.own);
	}

	@Override
	public boolean isUnwrapping() {
		return this.clear.isUnwrapping();
	}

	@Override
	public boolean isVirtual() {
		return this.clear.isVirtual();
	}

	@Override
	public boolean hasSerializer() {
		return this.clear.hasSerializer();
	}

	@Override
	public void assignSerializer(ValueSerializer<Object> serializer) {
		this.clear.assignSerializer(serializer);
	}

	@Override
	public void assignNullSerializer(ValueSerializer<Object> serializer) {
		super.assignNullSerializer(serializer);
		this.clear.assignNullSerializer(serializer);
	}

	@Override
	public void setNonTrivialBaseType(JavaType type) {
		this.clear.setNonTrivialBaseType(type);
	}

	/**
	 * Writes the mask of a value.
	 */
	private final class MaskedValue extends ValueSerializer<Object> {

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			ValueSerializer<Object> own = MaskingPropertyWriter.this.own;
			MaskingRule rule = MaskingModule.rule(MaskingPropertyWriter.this.rules, generator, context);
			if (rule == null) {
				// A writer of another module that does not know of paths has taken it.
				generator.writeString(MaskedValues.FULL);
			}
			else if (own instanceof RawSerializer) {
				MaskedValues.writeWhole((value instanceof String text) ? unquote(text) : value, rule, null, generator,
						context);
			}
			else {
				MaskedValues.writeWhole(value, rule, own, generator, context);
			}
		}

		private static String unquote(String raw) {
			boolean quoted = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
			return (quoted) ? raw.substring(1, raw.length() - 1) : raw;
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			serialize(value, generator, context);
		}

		@Override
		public boolean isEmpty(SerializationContext context, Object value) {
			ValueSerializer<Object> found = MaskingPropertyWriter.this.clear.getSerializer();
			return ((found != null) ? found : context.findTypedValueSerializer(value.getClass(), true)).isEmpty(context,
					value);
		}

	}

}
