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

package io.github.apisecurity.masking.graphql;

import java.util.List;

import graphql.execution.instrumentation.Instrumentation;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import io.github.apisecurity.masking.jackson.MaskingWebAutoConfiguration;
import io.github.apisecurity.masking.jackson.RevealSource;
import io.github.apisecurity.problem.InvalidField;
import io.github.apisecurity.problem.InvalidFields;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for masked properties of what is
 * answered with GraphQL.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = MaskingAutoConfiguration.class, before = MaskingWebAutoConfiguration.class)
@ConditionalOnClass({ Instrumentation.class, GraphQlSource.class })
@ConditionalOnBean(MaskingRules.class)
public final class MaskingGraphQlAutoConfiguration {

	@Bean
	MaskingInstrumentation apiSecurityMaskingInstrumentation(MaskingRules rules, ObjectProvider<RevealSource> source,
			ObjectProvider<JsonMapper> mapper, ObjectProvider<ServerJsonMapperCustomizer> customizers,
			ObjectProvider<InvalidFields> invalidFields, SecurityEventPublisher publisher) {
		return new MaskingInstrumentation(
				new FieldRules(rules, SingletonSupplier.of(() -> MaskedTypes.of(mapper, customizers, rules))),
				source.getIfAvailable(RevealSource::none), (pointer) -> {
					InvalidField field = invalidFields.getObject().field(pointer, "masked-value");
					publisher.publish(SecurityEventType.VALIDATION_FAILED, "masked_value",
							InvalidFields.details(List.of(field)));
					return field;
				});
	}

	@Bean
	GraphQlMaskingCheck apiSecurityGraphQlMaskingCheck(ObjectProvider<GraphQlSource> sources, MaskingRules rules,
			MaskingInstrumentation instrumentation, ListableBeanFactory beanFactory) {
		return new GraphQlMaskingCheck(sources, rules, instrumentation.rules(), beanFactory);
	}

}
