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
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.jackson.JsonNodeDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;

/**
 * Jackson module that masks. For the mappers of the server only: on a mapper that also
 * writes caches or outgoing calls, masks would be stored.
 *
 * @since 0.1.0
 */
public final class MaskingModule extends JacksonModule {

	private static final String REVEAL = Reveal.class.getName();

	private final MaskingRules rules;

	private final RevealSource source;

	/**
	 * Create a module.
	 * @param rules the rules
	 * @param source the source of what the current request is and may see
	 */
	public MaskingModule(MaskingRules rules, RevealSource source) {
		this.rules = rules;
		this.source = source;
	}

	@Override
	public String getModuleName() {
		return MaskingModule.class.getName();
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		MaskedMembers members = new MaskedMembers(this.rules);
		context.insertAnnotationIntrospector(new MaskingAnnotationIntrospector(members, this));
		context.addSerializerModifier(new MaskingSerializerModifier(members, this));
		context.addDeserializerModifier(new WriteBackGuardModifier(members, this));
		if (this.rules.hasTreeRules()) {
			// Trees, whose deserializers no modifier is asked about.
			context.addDeserializers(new SimpleDeserializers() {

				@Override
				public @Nullable ValueDeserializer<?> findTreeNodeDeserializer(JavaType type,
						DeserializationConfig config, BeanDescription.Supplier description) {
					return (type.isTypeOrSubTypeOf(JsonNode.class)) ? new TreeWriteBackGuard(
							JsonNodeDeserializer.getDeserializer(type.getRawClass()), MaskingModule.this, false) : null;
				}

			});
		}
	}

	MaskingRules rules() {
		return this.rules;
	}

	MaskedTrees trees() {
		return new MaskedTrees(this.rules::allNamed, (rule) -> this.source.current().mayReveal(rule, null));
	}

	RevealSource source() {
		return this.source;
	}

	static @Nullable MaskingRule rule(PropertyRules rules, JsonGenerator generator, SerializationContext context) {
		return rules.at(generator.streamWriteContext(), context.isEnabled(SerializationFeature.WRAP_ROOT_VALUE));
	}

	boolean isRevealed(MaskingRule rule, String property, @Nullable Object bean, SerializationContext context) {
		if (!rule.isRevealable()) {
			return false;
		}
		Reveal reveal = (Reveal) context.getAttribute(REVEAL);
		if (reveal == null) {
			reveal = this.source.ofAnswer();
			context.setAttribute(REVEAL, reveal);
		}
		return reveal.isRevealed(rule, property, bean);
	}

}
