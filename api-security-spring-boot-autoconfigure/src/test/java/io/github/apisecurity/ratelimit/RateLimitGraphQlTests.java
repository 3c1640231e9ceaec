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

import graphql.ExecutionResult;
import graphql.GraphQLError;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Controller;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for limits of the handlers of GraphQL, in the engine that Spring Boot configures.
 */
class RateLimitGraphQlTests {

	@Test
	void errorSaysThatTheQuotaIsUsedUp() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, RateLimitAutoConfiguration.class,
					GuardAutoConfiguration.class, SharedAutoConfiguration.class, GraphQlAutoConfiguration.class))
			.withUserConfiguration(Schema.class)
			.run((context) -> {
				GraphQlSource source = context.getBean(GraphQlSource.class);
				assertThat(source.graphQl().execute("{ price }").<Map<String, Object>>getData()).containsEntry("price",
						"1.50");
				ExecutionResult refused = source.graphQl().execute("{ price }");
				assertThat(refused.getErrors()).singleElement().satisfies((error) -> {
					assertThat(error.getMessage()).startsWith("Too many requests");
					assertThat(error.getPath()).containsExactly("price");
					assertThat(extensions(error)).containsEntry("classification", "TOO_MANY_REQUESTS")
						.containsKeys("violated-policies", "retry-after");
				});
			});
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> extensions(GraphQLError error) {
		return (Map<String, Object>) error.toSpecification().get("extensions");
	}

	@Controller
	static class PriceController {

		@QueryMapping
		@RateLimited(limit = "1/1h")
		String price() {
			return "1.50";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Schema {

		@Bean
		PriceController priceController() {
			return new PriceController();
		}

		@Bean
		GraphQlSourceBuilderCustomizer schema() {
			return (builder) -> builder
				.schemaResources(new ByteArrayResource("type Query { price: String }".getBytes()));
		}

	}

}
