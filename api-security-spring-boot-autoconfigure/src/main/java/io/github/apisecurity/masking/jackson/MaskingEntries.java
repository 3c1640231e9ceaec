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

import java.util.Map;

import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;

/**
 * Applies the rules for names and paths to the entries of maps and trees.
 *
 * @param module the module
 */
record MaskingEntries(MaskingModule module) {

	/**
	 * Return whether an entry is masked for the caller.
	 */
	@Nullable MaskingRule find(String name, Object owner, JsonGenerator generator, SerializationContext context) {
		MaskingRule rule = this.module.rules().at(name, generator.streamWriteContext());
		if (rule == null || this.module.isRevealed(rule, name, owner, context)) {
			return null;
		}
		return rule;
	}

	/**
	 * Write the entries of a map.
	 */
	void write(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		map.forEach((key, value) -> {
			String name = String.valueOf(key);
			MaskingRule rule = find(name, map, generator, context);
			if (rule != null) {
				write(name, value, rule, generator, context);
				return;
			}
			if (key != null) {
				context.findKeySerializer(key.getClass(), null).serialize(key, generator, context);
			}
			else {
				generator.writeName(name);
			}
			context.writeValue(generator, value);
		});
	}

	void write(String name, @Nullable Object value, MaskingRule rule, JsonGenerator generator,
			SerializationContext context) {
		MaskForm form = (value != null && MaskedValues.isNonText(value)) ? rule.nonTextForm() : rule.form();
		if (form == MaskForm.OMIT) {
			return;
		}
		generator.writeName(name);
		MaskedValues.write((form == MaskForm.TEXT) ? value : null, rule, null, generator, context);
	}

}
