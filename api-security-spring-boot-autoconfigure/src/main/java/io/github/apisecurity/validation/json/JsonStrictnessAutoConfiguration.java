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

package io.github.apisecurity.validation.json;

import java.text.Normalizer.Form;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.json.ServerJsonFactoryCustomizer;
import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.validation.ShadowRefusals;
import io.github.apisecurity.validation.ValidationAutoConfiguration;
import io.github.apisecurity.validation.ValidationMode;
import io.github.apisecurity.validation.json.JsonProperties.UnicodeNormalization;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the JSON that the server reads.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ValidationAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ JsonMapper.class, ServerHttpMessageConvertersCustomizer.class })
@ConditionalOnBooleanProperty(name = "api-security.validation.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "api-security.validation.json.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JsonProperties.class)
public final class JsonStrictnessAutoConfiguration {

	@Bean
	@Order(0)
	ServerJsonFactoryCustomizer apiSecurityJsonLimits(JsonProperties properties) {
		return JsonLimits.of(properties);
	}

	@Bean
	@Order(0)
	ServerJsonMapperCustomizer apiSecurityJsonStrictness(JsonProperties properties, Environment environment) {
		return JsonStrictness.enforce(isShadow(environment) ? Set.of() : properties.getRules());
	}

	private static boolean isShadow(Environment environment) {
		return ValidationMode.of(environment, "json") == ValidationMode.SHADOW;
	}

	@Bean
	@Order(0)
	ServerJsonMapperCustomizer apiSecurityJsonNormalization(JsonProperties properties) {
		UnicodeNormalization normalization = properties.getNormalization();
		if (normalization == UnicodeNormalization.NONE) {
			return (builder) -> {
			};
		}
		SimpleModule module = new SimpleModule("apiSecurityNormalization").addDeserializer(String.class,
				new NormalizingStringDeserializer(Form.valueOf(normalization.name())));
		return (builder) -> builder.addModule(module);
	}

	@Bean
	LenientJsonCustomizer apiSecurityLenientJsonCustomizer() {
		return new LenientJsonCustomizer();
	}

	@Bean
	JsonProblemMapper apiSecurityJsonProblemMapper(InvalidFields invalidFields, SecurityEventPublisher publisher) {
		return new JsonProblemMapper(invalidFields, publisher);
	}

	@Bean
	PostureContributor apiSecurityJsonPosture(JsonProperties properties) {
		return () -> new FeaturePosture("validation", Map.of("json", Map.of("max-depth", properties.getMaxDepth(),
				"max-tokens", properties.getMaxTokens(), "rules", new TreeSet<>(properties.getRules()))));
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnJsonShadowCondition.class)
	static class ShadowConfiguration {

		@Bean
		ShadowJsonAdvice apiSecurityShadowJsonAdvice(JsonMapper mapper, JsonProperties properties,
				ShadowRefusals refusals) {
			return new ShadowJsonAdvice(mapper, properties.getRules(), refusals);
		}

	}

	/**
	 * Matches when the rules are tried and not enforced.
	 */
	static class OnJsonShadowCondition implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return isShadow(context.getEnvironment());
		}

	}

}
