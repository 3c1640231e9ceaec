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

import java.util.Map;

import io.github.apisecurity.masking.rule.MaskForm;
import io.github.apisecurity.masking.rule.MaskingRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Writes what an any-getter returns: entries without an object around them.
 */
class MaskingAnyGetterSerializer extends ValueSerializer<Map<?, ?>> {

	private final @Nullable MaskingRule rule;

	private final String name;

	private final MaskingModule module;

	MaskingAnyGetterSerializer(@Nullable MaskingRule rule, String name, MaskingModule module) {
		this.rule = rule;
		this.name = name;
		this.module = module;
	}

	@Override
	public void serialize(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
		if (this.rule != null && !this.module.isRevealed(this.rule, this.name, map, context)) {
			if (this.rule.form() != MaskForm.OMIT) {
				MaskedValues.writeEntries(map, this.rule, generator, context);
			}
		}
		else {
			new MaskingEntries(this.module).write(map, generator, context);
		}
	}

}
