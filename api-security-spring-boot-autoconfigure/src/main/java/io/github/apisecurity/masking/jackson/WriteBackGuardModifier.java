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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.SettableAnyProperty;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.type.MapType;

/**
 * Guards the masked properties of what a request carries. Properties of a constructor are
 * known to the builder and to the instantiator, which must hold the same instances.
 */
class WriteBackGuardModifier extends ValueDeserializerModifier {

	/**
	 * What an operation of a JSON Patch has; its name may also be that of the type.
	 */
	private static final Set<String> OPERATION = Set.of("path", "value");

	private final transient MaskedMembers members;

	private final transient MaskingModule module;

	WriteBackGuardModifier(MaskedMembers members, MaskingModule module) {
		this.members = members;
		this.module = module;
	}

	@Override
	public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier description,
			BeanDeserializerBuilder builder) {
		// The properties of a builder are those of what it builds.
		Class<?> type = (builder.getBuildMethod() != null) ? builder.getBuildMethod().getRawReturnType()
				: description.getBeanClass();
		MaskedNames names = MaskedNames.of(config, description.get(),
				MaskedMembers.introspect(config, config.constructType(type)));
		List<SettableBeanProperty> properties = new ArrayList<>();
		builder.getProperties().forEachRemaining(properties::add);
		for (SettableBeanProperty property : properties) {
			PropertyRules rules = this.members.property(type, property.getName(), property.getMember(), names);
			for (PropertyName alias : property.findAliases(config)) {
				this.module.rules().alias(alias.getSimpleName(), property.getName());
				this.module.rules().alias(alias.getSimpleName(), names.javaName(property.getName()));
			}
			if (rules != null) {
				keepArguments(config, builder);
				// In the arguments as well.
				builder.addOrReplaceProperty(
						new GuardedProperty(property, rules, this.module, accessor(config, names, property, rules)),
						true);
			}
		}
		guardAnySetter(config, description, builder);
		return builder;
	}

	private static void keepArguments(DeserializationConfig config, BeanDeserializerBuilder builder) {
		// An instantiator of the application may hand out copies, or serve other mappers.
		ValueInstantiator instantiator = builder.getValueInstantiator();
		SettableBeanProperty[] arguments = instantiator.getFromObjectArguments(config);
		if (arguments != null && !(instantiator instanceof KeepingInstantiator)) {
			builder.setValueInstantiator(new KeepingInstantiator(instantiator, arguments.clone()));
		}
	}

	private static @Nullable AnnotatedMember accessor(DeserializationConfig config, MaskedNames names,
			SettableBeanProperty property, PropertyRules rules) {
		AnnotatedMember accessor = (rules.all().stream().anyMatch(MaskingRule::keepsOnWriteBack))
				? names.accessor(property.getName()) : null;
		if (accessor != null && config.canOverrideAccessModifiers()) {
			accessor.fixAccess(config.isEnabled(MapperFeature.OVERRIDE_PUBLIC_ACCESS_MODIFIERS));
		}
		return accessor;
	}

	private void guardAnySetter(DeserializationConfig config, BeanDescription.Supplier description,
			BeanDeserializerBuilder builder) {
		SettableAnyProperty anySetter = builder.getAnySetter();
		MaskingRule rule = (anySetter != null) ? anyRule(config, description.getClassInfo()) : null;
		if (anySetter != null && (rule != null || this.module.rules().hasTreeRules())) {
			builder.setAnySetter(null);
			builder.setAnySetter(new GuardedAnyProperty(anySetter, rule, this.module));
		}
	}

	private @Nullable MaskingRule anyRule(DeserializationConfig config, AnnotatedClass type) {
		AnnotationIntrospector introspector = config.getAnnotationIntrospector();
		return MaskedMembers.members(type)
			.filter((member) -> Boolean.TRUE.equals(introspector.hasAnyGetter(config, member))
					|| Boolean.TRUE.equals(introspector.hasAnySetter(config, member)))
			.map(this.members::annotated)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier description,
			ValueDeserializer<?> deserializer) {
		PropertyRules value = this.members.ofValue(config, description.getType(), "");
		if (value != null || !this.module.rules().hasTreeRules()) {
			return (value != null) ? new WriteBackGuard(deserializer, value, this.module) : deserializer;
		}
		boolean entries = description.getBeanClass() == Object.class || description.getBeanClass() == Map.Entry.class;
		boolean operation = deserializer instanceof BeanDeserializerBase && description.get()
			.findProperties()
			.stream()
			.map(BeanPropertyDefinition::getName)
			.toList()
			.containsAll(OPERATION);
		return (entries || operation) ? new TreeWriteBackGuard(deserializer, this.module, operation) : deserializer;
	}

	@Override
	public ValueDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type,
			BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
		return (this.module.rules().hasTreeRules()) ? new TreeWriteBackGuard(deserializer, this.module, false)
				: deserializer;
	}

	private static final class KeepingInstantiator extends ValueInstantiator.Delegating {

		private final transient SettableBeanProperty[] arguments;

		KeepingInstantiator(ValueInstantiator delegate, SettableBeanProperty[] arguments) {
			super(delegate);
			this.arguments = arguments;
		}

		@Override
		public ValueInstantiator createContextual(DeserializationContext context,
				BeanDescription.Supplier description) {
			return this;
		}

		@Override
		public SettableBeanProperty[] getFromObjectArguments(DeserializationConfig config) {
			return this.arguments;
		}

		// What the superclass does not hand on.

		@Override
		public boolean canCreateFromBigInteger() {
			return delegate().canCreateFromBigInteger();
		}

		@Override
		public boolean canCreateFromBigDecimal() {
			return delegate().canCreateFromBigDecimal();
		}

		@Override
		public Object createUsingDefaultOrWithoutArguments(DeserializationContext context) {
			return delegate().createUsingDefaultOrWithoutArguments(context);
		}

	}

}
