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

package io.github.apisecurity.problem;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for the id of the trace in a problem.
 */
class ProblemTraceIdTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final ProblemDetail problem = ProblemDetail.forStatus(400);

	@Test
	void whenRequestIsTracedAddsTraceId() {
		this.beans.addBean("tracer", tracer());
		customize();
		assertThat(this.problem.getProperties()).containsEntry("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
	}

	@Test
	void whenRequestIsTracedEveryAnswerHasItsTraceId() {
		try (TestServer server = TestServer.start(TracedApi.class,
				"api-security.rate-limit.policies.twice.limits=2/1m")) {
			String[] bearer = TestServer.bearer("ada");
			for (HttpResponse<String> response : List.of(server.get("/customer"), server.get("/nowhere", bearer),
					server.get("/failing", bearer), server.get("/page?size=1000", bearer))) {
				assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
				assertThat(TestServer.json(response).path("traceId").asString())
					.isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
			}
			HttpResponse<String> xml = server.get("/customer", "Accept", "application/problem+xml");
			assertThat(xml.body()).contains("<traceId>4bf92f3577b34da6a3ce929d0e0e4736</traceId>");
		}
	}

	@Test
	void whenThereIsNoSpanOrNoTracerAddsNothing() {
		customize();
		this.beans.addBean("tracer", mock(Tracer.class));
		customize();
		assertThat(this.problem.getProperties()).isNull();
	}

	private void customize() {
		new ProblemAutoConfiguration.TracingConfiguration()
			.apiSecurityTraceIdProblemCustomizer(this.beans.getBeanProvider(Tracer.class))
			.customize(this.problem);
	}

	private static Tracer tracer() {
		Tracer tracer = mock(Tracer.class);
		Span span = mock(Span.class);
		TraceContext context = mock(TraceContext.class);
		given(tracer.currentSpan()).willReturn(span);
		given(span.context()).willReturn(context);
		given(context.traceId()).willReturn("4bf92f3577b34da6a3ce929d0e0e4736");
		return tracer;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TestApi.class)
	static class TracedApi {

		@Bean
		Tracer applicationTracer() {
			return tracer();
		}

	}

}
