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

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ProblemDetail;

/**
 * Adds the id of the current trace.
 *
 * @param tracer knows the current span
 */
record TraceIdProblemCustomizer(ObjectProvider<Tracer> tracer) implements ProblemCustomizer {

	@Override
	public void customize(ProblemDetail problem) {
		Tracer available = this.tracer.getIfUnique();
		Span span = (available != null) ? available.currentSpan() : null;
		if (span != null) {
			problem.setProperty("traceId", span.context().traceId());
		}
	}

}
