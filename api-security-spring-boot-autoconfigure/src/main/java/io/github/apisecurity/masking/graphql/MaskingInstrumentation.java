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

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import graphql.GraphqlErrorBuilder;
import graphql.Scalars;
import graphql.execution.DataFetcherResult;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLTypeUtil;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskWriteBackException;
import io.github.apisecurity.masking.jackson.MaskedTrees;
import io.github.apisecurity.masking.jackson.Parts;
import io.github.apisecurity.masking.jackson.Reveal;
import io.github.apisecurity.masking.jackson.RevealSource;
import io.github.apisecurity.problem.InvalidField;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.graphql.execution.ErrorType;

/**
 * Masks what data fetchers return, before it becomes a part of the response. Only a field
 * of texts can hold a mask: any other one is {@code null}.
 */
class MaskingInstrumentation extends SimplePerformantInstrumentation {

	private static final Set<String> TEXTS = Set.of(Scalars.GraphQLString.getName(), Scalars.GraphQLID.getName());

	private final FieldRules rules;

	private final RevealSource source;

	private final Function<String, InvalidField> refusal;

	/**
	 * Create the instrumentation.
	 * @param rules the rules of fields
	 * @param source knows the caller
	 * @param refusal records and explains a mask at a pointer that was sent back
	 */
	MaskingInstrumentation(FieldRules rules, RevealSource source, Function<String, InvalidField> refusal) {
		this.rules = rules;
		this.source = source;
		this.refusal = refusal;
	}

	FieldRules rules() {
		return this.rules;
	}

	@Override
	public InstrumentationState createState(InstrumentationCreateStateParameters parameters) {
		return new Caller(this.source.current().onAnyThread());
	}

	@Override
	public DataFetcher<?> instrumentDataFetcher(DataFetcher<?> fetcher, InstrumentationFieldFetchParameters parameters,
			@Nullable InstrumentationState state) {
		DataFetchingEnvironment environment = parameters.getEnvironment();
		String field = environment.getFieldDefinition().getName();
		if (environment.getParentType() == environment.getGraphQLSchema().getMutationType()) {
			try {
				new MaskedTrees((name) -> this.rules.input(field, name), (rule) -> true)
					.check(environment.getArguments(), null, false);
			}
			catch (MaskWriteBackException ex) {
				return (fetching) -> refused(fetching, this.refusal.apply(ex.getPointer()));
			}
		}
		MaskingRule rule;
		try {
			rule = this.rules.find(environment.getSource(), field);
		}
		catch (UnmaskablePropertyException ex) {
			return (fetching) -> {
				throw ex;
			};
		}
		if (rule == null || isRevealed(rule, environment, state)) {
			return fetcher;
		}
		return (fetching) -> masked(fetcher.get(fetching), rule, isText(fetching));
	}

	private static Object refused(DataFetchingEnvironment fetching, InvalidField invalid) {
		return DataFetcherResult.newResult()
			.error(GraphqlErrorBuilder.newError(fetching)
				.errorType(ErrorType.BAD_REQUEST)
				.message(invalid.message())
				.extensions(Map.of("pointer", invalid.pointer(), "code", invalid.code()))
				.build())
			.build();
	}

	private static boolean isRevealed(MaskingRule rule, DataFetchingEnvironment environment,
			@Nullable InstrumentationState state) {
		// An event of a subscription is caused by others.
		return rule.isRevealable() && environment.getOperationDefinition().getOperation() != Operation.SUBSCRIPTION
				&& state instanceof Caller caller && caller.reveal()
					.isRevealed(rule, environment.getFieldDefinition().getName(), environment.getSource());
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
		if (value instanceof Publisher<?> events) {
			return Flux.from(events).mapNotNull((event) -> masked(event, rule, text));
		}
		Object content = Parts.content(value);
		Stream<?> elements = elements(content);
		if (elements != null) {
			return elements.<@Nullable Object>map((element) -> masked(element, rule, text)).toList();
		}
		if (content == null || !text) {
			return null;
		}
		String clear = (content instanceof char[] characters) ? new String(characters) : content.toString();
		return (rule.formOf(content) == MaskForm.TEXT) ? rule.mask(clear) : null;
	}

	private static @Nullable Stream<?> elements(@Nullable Object value) {
		if (value instanceof Stream<?> stream) {
			return stream;
		}
		Collection<?> elements = Parts.elements(value);
		if (elements == null && value instanceof Iterable<?> iterable && !(value instanceof JsonNode)) {
			return StreamSupport.stream(iterable.spliterator(), false);
		}
		return (elements != null) ? elements.stream() : null;
	}

	/**
	 * Who has asked.
	 *
	 * @param reveal what the caller may see
	 */
	private record Caller(Reveal reveal) implements InstrumentationState {

	}

}
