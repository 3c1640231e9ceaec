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
import io.github.apisecurity.masking.strategy.PartialStrategy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
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

	private final @Nullable SerializableString constant;

	private final @Nullable PartialStrategy partial;

	private final boolean revealable;

	private final MaskingModule module;

	private MaskingTextSerializer(PropertyRules rules, MaskingRule rule, MaskingModule module) {
		this.rules = rules;
		this.rule = rule;
		this.constant = (rule.constant() != null) ? new SerializedString(rule.constant()) : null;
		this.partial = (this.constant == null && rule.strategy() instanceof PartialStrategy strategy) ? strategy : null;
		this.revealable = rule.isRevealable();
		this.module = module;
	}

	/**
	 * Let a property mask itself, if that is enough for it.
	 * @param property the property
	 * @param rules the rules of the property
	 * @param module the module
	 * @return whether it does
	 */
	static boolean assign(BeanPropertyWriter property, PropertyRules rules, MaskingModule module) {
		MaskingRule rule = rules.rule();
		boolean plain = property.getClass() == BeanPropertyWriter.class && !property.hasSerializer()
				&& property.getTypeSerializer() == null && property.getType().hasRawClass(String.class);
		if (!plain || rule == null || rule.form() != MaskForm.TEXT || rule.unless() != null) {
			return false;
		}
		property.assignSerializer(new MaskingTextSerializer(rules, rule, module));
		return true;
	}

	/**
	 * Return the rules of a property.
	 * @param property the property
	 * @return the rules or {@code null} if it does not mask itself
	 */
	static @Nullable PropertyRules rules(PropertyWriter property) {
		return (property instanceof BeanPropertyWriter bean && bean.hasSerializer()
				&& (ValueSerializer<?>) bean.getSerializer() instanceof MaskingTextSerializer serializer)
						? serializer.rules : null;
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		String text = (String) value;
		if (this.revealable && this.module.isRevealed(this.rule, this.rules.name(), null, context)) {
			generator.writeString(text);
		}
		else if (this.partial != null) {
			this.partial.write(text, generator);
		}
		else if (this.constant != null) {
			generator.writeString(this.constant);
		}
		else {
			generator.writeString(this.rule.mask(text));
		}
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

	@Override
	public boolean isEmpty(SerializationContext context, @Nullable Object value) {
		return value == null || ((String) value).isEmpty();
	}

}
