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
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;

/**
 * Writes a map key masked that is of a type with a masked {@code @JsonKey} or
 * {@code @JsonValue}.
 */
class MaskingKeySerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> delegate;

	private final AnnotatedMember accessor;

	private final MaskingRule rule;

	private final MaskingModule module;

	@SuppressWarnings("unchecked")
	MaskingKeySerializer(ValueSerializer<?> delegate, AnnotatedMember accessor, MaskingRule rule,
			MaskingModule module) {
		this.delegate = (ValueSerializer<Object>) delegate;
		this.accessor = accessor;
		this.rule = rule;
		this.module = module;
	}

	@Override
	public void serialize(Object key, JsonGenerator generator, SerializationContext context) {
		if (this.module.isRevealed(this.rule, this.accessor.getName(), key, context)) {
			this.delegate.serialize(key, generator, context);
			return;
		}
		String text = String.valueOf(this.accessor.getValue(key));
		generator.writeName((this.rule.form() == MaskForm.TEXT) ? this.rule.mask(text) : "***");
	}

}
