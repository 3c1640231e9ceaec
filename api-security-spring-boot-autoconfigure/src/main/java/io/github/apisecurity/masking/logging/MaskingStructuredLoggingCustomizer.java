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

package io.github.apisecurity.masking.logging;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter.MemberPath;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import org.springframework.core.env.Environment;

/**
 * Masks the members of structured log lines, key-value pairs and MDC entries by their
 * names, and pairs of name and value within messages.
 */
class MaskingStructuredLoggingCustomizer implements StructuredLoggingJsonMembersCustomizer<Object> {

	private final LogMask mask;

	MaskingStructuredLoggingCustomizer(Environment environment) {
		this.mask = LogMask.of(environment);
	}

	@Override
	public void customize(Members<Object> members) {
		members.applyingValueProcessor((ValueProcessor<Object>) this::process);
	}

	private @Nullable Object process(MemberPath path, @Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (path.name() != null && isMasked(path)) {
			return this.mask.erased();
		}
		return (value instanceof String text) ? this.mask.mask(text) : value;
	}

	private boolean isMasked(MemberPath path) {
		String name = String.valueOf(path.name());
		return this.mask.matches(name) || this.mask.matches(name.substring(name.lastIndexOf('.') + 1));
	}

}
