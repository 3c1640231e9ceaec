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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import graphql.Scalars;
import graphql.execution.DataFetcherResult;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLTypeUtil;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.Sensitive;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.Reveal;
import io.github.apisecurity.masking.jackson.RevealSource;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * Masks what data fetchers return, before it becomes a part of the response. Only a field
 * of texts can hold a mask: any other one is {@code null}.
 */
class MaskingInstrumentation extends SimplePerformantInstrumentation {

	private static final Set<String> TEXTS = Set.of(Scalars.GraphQLString.getName(), Scalars.GraphQLID.getName());

	private final FieldRules rules;

	private final RevealSource source;

	MaskingInstrumentation(FieldRules rules, RevealSource source) {
		this.rules = rules;
		this.source = source;
	}

	FieldRules rules() {
		return this.rules;
	}

	@Override
	public InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
		return new Caller(this.source.current());
	}

	@Override
	public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			@Nullable InstrumentationState state) {
		DataFetchingEnvironment environment = parameters.getEnvironment();
		String field = environment.getFieldDefinition().getName();
		MaskingRule rule;
		try {
			rule = this.rules.find(environment.getSource(), field);
		}
		catch (UnmaskablePropertyException ex) {
			return (fetching) -> {
				throw ex;
			};
		}
		if (rule == null || isRevealed(rule, field, environment.getSource(), state)) {
			return fetcher;
		}
		return (fetching) -> masked(fetcher.get(fetching), rule, isText(fetching));
	}

	private boolean isRevealed(MaskingRule rule, String field, @Nullable Object owner,
			@Nullable InstrumentationState state) {
		// An event of a subscription comes on the thread of whoever causes it.
		Reveal current = this.source.current();
		return state instanceof Caller caller && caller.reveal() == current && current.isRevealed(rule, field, owner);
	}

	private static boolean isText(DataFetchingEnvironment environment) {
		return TEXTS.contains(GraphQLTypeUtil.unwrapAll(environment.getFieldType()).getName());
	}

	private static @Nullable Object masked(@Nullable Object value, MaskingRule rule, boolean text) {
		if (value instanceof CompletionStage<?> stage) {
			return stage.thenApply((completed) -> masked(completed, rule, text));
		}
		if (value instanceof DataFetcherResult<?> result) {
			return result.map((data) -> masked(data, rule, text));
		}
		if (value instanceof Optional<?> optional) {
			return masked(optional.orElse(null), rule, text);
		}
		if (value instanceof Sensitive<?> sensitive) {
			return masked(sensitive.reveal(), rule, text);
		}
		if (value instanceof char[] characters) {
			return masked(new String(characters), rule, text);
		}
		List<?> elements = elements(value);
		if (elements != null) {
			List<@Nullable Object> masked = new ArrayList<>();
			elements.forEach((element) -> masked.add(masked(element, rule, text)));
			return masked;
		}
		if (value == null || !text) {
			return null;
		}
		MaskForm form = (MaskingRule.isNonText(value.getClass())) ? rule.nonTextForm() : rule.form();
		return (form == MaskForm.TEXT) ? rule.mask(value.toString()) : null;
	}

	private static @Nullable List<?> elements(@Nullable Object value) {
		if (value instanceof Iterable<?> iterable) {
			List<@Nullable Object> elements = new ArrayList<>();
			iterable.forEach(elements::add);
			return elements;
		}
		if (value instanceof Stream<?> stream) {
			return stream.toList();
		}
		return (value != null && value.getClass().isArray()) ? CollectionUtils.arrayToList(value) : null;
	}

	/**
	 * Who has asked.
	 *
	 * @param reveal what the caller may see
	 */
	private record Caller(Reveal reveal) implements InstrumentationState {

	}

}
