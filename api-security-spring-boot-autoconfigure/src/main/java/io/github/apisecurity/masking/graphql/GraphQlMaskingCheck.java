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

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;

import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.execution.instrumentation.Instrumentation;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLNamedType;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.GraphQlSource;

/**
 * Looks at start-up at what can be asked with GraphQL, and says so where an application
 * has a source of its own that does not mask.
 *
 * @param sources the sources of the application
 * @param rules tell whether anything is masked
 * @param fields the rules of fields
 * @param beanFactory knows the controllers
 */
record GraphQlMaskingCheck(ObjectProvider<GraphQlSource> sources, MaskingRules rules, FieldRules fields,
		ListableBeanFactory beanFactory) implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(GraphQlMaskingCheck.class);

	@Override
	public void afterSingletonsInstantiated() {
		this.sources.stream().forEach(this::lookUpFields);
		if (this.sources.stream().findAny().isPresent()) {
			for (Class<? extends Annotation> annotation : List.of(SchemaMapping.class, BatchMapping.class)) {
				MaskedTypes.findHandlers(this.beanFactory, annotation, (controller, handler) -> {
					this.fields.refuseUnmaskable(handler);
					this.fields.addInputs(handler);
				});
			}
		}
		boolean clear = this.sources.stream().anyMatch((source) -> !isMasking(source.graphQl().getInstrumentation()));
		if (clear && this.rules.areUsed()) {
			log.warn("What is sent with GraphQL is not masked: the GraphQlSource of the application does not use the "
					+ "Instrumentation beans, of which 'apiSecurityMaskingInstrumentation' masks");
		}
	}

	private void lookUpFields(GraphQlSource source) {
		// So that no rule for them counts as one that names nothing.
		for (GraphQLNamedType type : source.schema().getAllTypesAsList()) {
			if (type instanceof GraphQLFieldsContainer container) {
				container.getFieldDefinitions()
					.forEach((field) -> this.rules.of(Map.class, field.getName(), field.getName(), List.of()));
			}
		}
	}

	private static boolean isMasking(Instrumentation instrumentation) {
		return instrumentation instanceof MaskingInstrumentation
				|| (instrumentation instanceof ChainedInstrumentation chain
						&& chain.getInstrumentations().stream().anyMatch(GraphQlMaskingCheck::isMasking));
	}

}
