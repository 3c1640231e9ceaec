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

package io.github.apisecurity.ratelimit;

import java.util.Map;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.http.HttpStatus;

/**
 * Tells callers of GraphQL what has refused them, which has no status of its own.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ GraphQLError.class, DataFetcherExceptionResolver.class })
class RateLimitGraphQlConfiguration {

	@Bean
	DataFetcherExceptionResolver apiSecurityRateLimitExceptionResolver() {
		return DataFetcherExceptionResolver.forSingleError(RateLimitGraphQlConfiguration::error);
	}

	private static @Nullable GraphQLError error(Throwable failure, DataFetchingEnvironment environment) {
		if (!(failure instanceof RateLimitExceededException refusal)) {
			return null;
		}
		HttpStatus status = HttpStatus.valueOf(refusal.getProblem().getType().status());
		return GraphqlErrorBuilder.newError(environment)
			.message(refusal.getProblem().getDetail())
			.errorType(ErrorClassification.errorClassification(status.name()))
			.extensions(Map.of("violated-policies", refusal.getPolicies(), "retry-after",
					Math.max(1, RateLimitHeaders.toSeconds(refusal.getRetryAfter().toNanos()))))
			.build();
	}

}
