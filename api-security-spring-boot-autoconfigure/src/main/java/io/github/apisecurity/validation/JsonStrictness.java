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

package io.github.apisecurity.validation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

import org.springframework.core.env.Environment;
import org.springframework.core.log.LogMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Enforces rules, or takes them back for a type that is lenient.
 *
 * @param rules the rules
 * @param enforced whether they are enforced and not taken back
 */
record JsonStrictness(Set<JsonRule> rules, boolean enforced) {

	private static final Log log = LogFactory.getLog(JsonStrictness.class);

	/**
	 * The keys of Spring Boot with which an application says that it does not want a
	 * rule, and the value that says so.
	 */
	private static final Map<JsonRule, Map<String, Boolean>> OPT_OUTS = Map.of(JsonRule.UNKNOWN_PROPERTIES,
			Map.of("spring.jackson.deserialization.fail-on-unknown-properties", false), JsonRule.TRAILING_TOKENS,
			Map.of("spring.jackson.deserialization.fail-on-trailing-tokens", false), JsonRule.SCALAR_COERCION,
			Map.of("spring.jackson.mapper.allow-coercion-of-scalars", true,
					"spring.jackson.deserialization.accept-float-as-int", true,
					"spring.jackson.datatype.enum.fail-on-numbers-for-enums", false),
			JsonRule.DUPLICATE_KEYS, Map.of("spring.jackson.read.strict-duplicate-detection", false));

	JsonStrictness {
		rules = Set.copyOf(rules);
	}

	/**
	 * Enforce rules, but for those that the application takes back where Spring Boot has
	 * a key for it.
	 * @param rules the rules
	 * @param environment the environment
	 * @return the rules that remain
	 */
	static JsonStrictness of(Set<JsonRule> rules, Environment environment) {
		Set<JsonRule> remaining = new HashSet<>(rules);
		OPT_OUTS.forEach((rule, keys) -> keys.forEach((key, value) -> {
			if (value.equals(environment.getProperty(key, Boolean.class)) && remaining.remove(rule)) {
				log.warn(LogMessage.format("'%s' takes the rule '%s' of 'api-security.validation.json"
						+ ".rules' back. Remove the key to be protected.", key, rule.id()));
			}
		}));
		return new JsonStrictness(remaining, true);
	}

	@SuppressWarnings("unchecked")
	<M extends ObjectMapper> M rebuild(M mapper) {
		MapperBuilder<?, ?> builder = mapper.rebuild();
		customize(builder);
		return (M) builder.build();
	}

	void customize(MapperBuilder<?, ?> builder) {
		for (JsonRule rule : this.rules) {
			switch (rule) {
				case DUPLICATE_KEYS -> refuseDuplicateKeys(builder);
				case UNKNOWN_PROPERTIES -> refuseUnknownProperties(builder);
				case TRAILING_TOKENS ->
					builder.configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, this.enforced);
				case SCALAR_COERCION -> refuseCoercion(builder);
			}
		}
	}

	private void refuseDuplicateKeys(MapperBuilder<?, ?> builder) {
		// XML writes the elements of a list under the same name.
		if ("JSON".equals(builder.streamFactory().getFormatName())) {
			builder.configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, this.enforced);
		}
	}

	private void refuseUnknownProperties(MapperBuilder<?, ?> builder) {
		builder.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, this.enforced);
		builder.addModule(
				new SimpleModule("apiSecurityWrittenProperties").setDeserializerModifier(new WrittenProperties()));
	}

	private void refuseCoercion(MapperBuilder<?, ?> builder) {
		builder.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, !this.enforced);
		builder.configure(DeserializationFeature.ACCEPT_FLOAT_AS_INT, !this.enforced);
		builder.configure(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS, this.enforced);
		CoercionAction action = (this.enforced) ? CoercionAction.Fail : CoercionAction.TryConvert;
		if (this.enforced) {
			SimpleModule module = new SimpleModule("apiSecurityScalars");
			builder.addModule(module
				.setDeserializerModifier(new ScalarDeserializer.Modifier(SingletonSupplier.of(() -> builder.build()))));
		}
		builder.withCoercionConfig(LogicalType.Textual,
				(config) -> config.setCoercion(CoercionInputShape.Boolean, action)
					.setCoercion(CoercionInputShape.Integer, action)
					.setCoercion(CoercionInputShape.Float, action));
	}

	/**
	 * Knows what the server writes and does not read, such as a total that has a getter
	 * only: it comes back with all the rest of a document.
	 */
	private static final class WrittenProperties extends ValueDeserializerModifier {

		private static final long serialVersionUID = 1L;

		private static final boolean LINKS = ClassUtils.isPresent("org.springframework.hateoas.Links",
				JsonStrictness.class.getClassLoader());

		@Override
		public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier bean,
				BeanDeserializerBuilder builder) {
			// That one takes them all.
			if (builder.getAnySetter() != null) {
				return builder;
			}
			AnnotatedMethod build = builder.getBuildMethod();
			BeanDescription written = (build != null) ? describe(config, build.getType()) : bean.get();
			if (written.findAnyGetter() != null) {
				builder.setIgnoreUnknownProperties(true);
			}
			written.findProperties()
				.stream()
				.filter((property) -> property.hasGetter() && !builder.hasProperty(property.getFullName()))
				.forEach((property) -> builder.addIgnorable(property.getName()));
			if (LINKS && !builder.hasProperty(PropertyName.construct("_links"))) {
				builder.addIgnorable("_links");
			}
			return builder;
		}

		private static BeanDescription describe(DeserializationConfig config, JavaType type) {
			ClassIntrospector introspector = config.classIntrospectorInstance();
			return introspector.introspectForDeserialization(type, introspector.introspectClassAnnotations(type));
		}

	}

}
