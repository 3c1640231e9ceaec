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

import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.introspect.AnnotatedMember;

/**
 * Property whose deserializer, once Jackson has found it, is guarded.
 */
class GuardedProperty extends SettableBeanProperty.Delegating {

	private final transient PropertyRules rules;

	private final transient MaskingModule module;

	private final transient @Nullable AnnotatedMember accessor;

	GuardedProperty(SettableBeanProperty delegate, PropertyRules rules, MaskingModule module,
			@Nullable AnnotatedMember accessor) {
		super(guard(delegate, rules, module));
		this.rules = rules;
		this.module = module;
		this.accessor = accessor;
	}

	private static SettableBeanProperty guard(SettableBeanProperty property, PropertyRules rules,
			MaskingModule module) {
		if (!property.hasValueDeserializer()
				|| (property.getValueDeserializer() instanceof WriteBackGuard guard && guard.isFor(rules))) {
			return property;
		}
		return property.withValueDeserializer(new WriteBackGuard(property.getValueDeserializer(), rules, module));
	}

	@Override
	public void deserializeAndSet(JsonParser parser, DeserializationContext context, Object bean) {
		// Only the object that is updated existed before and has a value to keep.
		if (context.getAttribute(JsonUpdater.class) == bean
				&& WriteBackGuard.isKept(parser, context, this.rules, this.module) && hasValue(bean)) {
			return;
		}
		super.deserializeAndSet(parser, context, bean);
	}

	private boolean hasValue(Object bean) {
		// An object that was made for the request, and not filled, would put nothing in
		// the place of the real value.
		try {
			return this.accessor != null && this.accessor.getValue(bean) != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	@Override
	protected SettableBeanProperty withDelegate(SettableBeanProperty delegate) {
		return new GuardedProperty(delegate, this.rules, this.module, this.accessor);
	}

}
