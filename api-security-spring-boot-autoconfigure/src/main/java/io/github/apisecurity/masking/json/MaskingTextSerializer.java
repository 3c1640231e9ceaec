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

import io.github.apisecurity.masking.rule.MaskForm;
import io.github.apisecurity.masking.rule.MaskingRule;
import io.github.apisecurity.masking.rule.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;

/**
 * Writes the value of a property that is a text and nothing else, which most masked
 * properties are. Jackson's own writer stays in its place, so that a masked property
 * costs what any other does and the mask.
 */
final class MaskingTextSerializer extends ValueSerializer<Object> {

	private final PropertyRules rules;

	private final MaskingRule rule;

	private final BeanPropertyWriter property;

	private final boolean revealable;

	private final MaskingModule module;

	private volatile @Nullable ValueSerializer<Object> clear;

	private MaskingTextSerializer(BeanPropertyWriter property, PropertyRules rules, MaskingRule rule,
			MaskingModule module) {
		this.property = property;
		this.rules = rules;
		this.rule = rule;
		this.revealable = rule.isRevealable();
		this.module = module;
	}

	/**
	 * Let a property mask itself, if that is enough for it.
	 * @param config the configuration of the mapper
	 * @param property the property
	 * @param rules the rules of the property
	 * @param module the module
	 * @return whether it does
	 */
	static boolean assign(SerializationConfig config, BeanPropertyWriter property, PropertyRules rules,
			MaskingModule module) {
		MaskingRule rule = rules.rule();
		if (rule == null || rule.form() != MaskForm.TEXT || rule.unless() != null || !isPlain(config, property)) {
			return false;
		}
		property.assignSerializer(new MaskingTextSerializer(property, rules, rule, module));
		return true;
	}

	private static boolean isPlain(SerializationConfig config, BeanPropertyWriter property) {
		return property.getClass() == BeanPropertyWriter.class && !property.hasSerializer()
				&& property.getTypeSerializer() == null && property.getType().hasRawClass(String.class)
				&& config.getAnnotationIntrospector().findSerializationConverter(config, property.getMember()) == null;
	}

	/**
	 * Return the rules of a property.
	 * @param property the property
	 * @return the rules or {@code null} if it does not mask itself
	 */
	static @Nullable PropertyRules rules(PropertyWriter property) {
		// A writer that another module has put around it need not ask the serializer.
		return (property.getClass() == BeanPropertyWriter.class && property instanceof BeanPropertyWriter bean
				&& bean.hasSerializer()
				&& (ValueSerializer<?>) bean.getSerializer() instanceof MaskingTextSerializer serializer)
						? serializer.rules : null;
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		if (this.revealable && this.module.isRevealed(this.rule, name(generator), null, context)) {
			clear(context).serialize(value, generator, context);
		}
		else if (value instanceof String text) {
			generator.writeString(this.rule.mask(text));
		}
		else {
			// The declared type of a generic property may lie.
			MaskedValues.write(value, this.rule, null, generator, context);
		}
	}

	private ValueSerializer<Object> clear(SerializationContext context) {
		// That of every other text, by a module of the application where there is one.
		ValueSerializer<Object> serializer = this.clear;
		if (serializer == null) {
			serializer = context.findPrimaryPropertySerializer(this.property.getType(), this.property);
			this.clear = serializer;
		}
		return serializer;
	}

	private String name(JsonGenerator generator) {
		// That of the document, which may have a prefix; an element of an array has none.
		String name = generator.streamWriteContext().currentName();
		return (name != null) ? name : this.rules.name();
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

	@Override
	public boolean isEmpty(SerializationContext context, @Nullable Object value) {
		return value == null || value.equals("");
	}

	@Override
	public void acceptJsonFormatVisitor(JsonFormatVisitorWrapper visitor, JavaType type) {
		visitor.expectStringFormat(type);
	}

}
