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

package io.github.apisecurity.audit;

import java.util.function.Supplier;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * The trace of the current thread, for applications that have traces.
 */
class CurrentTrace implements Supplier<@Nullable String> {

	private final SingletonSupplier<Tracer> tracer;

	CurrentTrace(ObjectProvider<Tracer> tracer) {
		this.tracer = SingletonSupplier.ofNullable(tracer::getIfUnique);
	}

	@Override
	public @Nullable String get() {
		Tracer available = this.tracer.get();
		Span span = (available != null) ? available.currentSpan() : null;
		return (span != null) ? span.context().traceId() : null;
	}

}
