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

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter.MemberPath;
import org.springframework.boot.json.JsonWriter.Members;
import org.springframework.boot.json.JsonWriter.ValueProcessor;
import org.springframework.boot.json.WritableJson;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import org.springframework.core.env.Environment;

/**
 * Masks the members of structured log lines, key-value pairs and MDC entries by their
 * names, and pairs of name and value within messages.
 */
class MaskingStructuredLoggingCustomizer implements StructuredLoggingJsonMembersCustomizer<Object> {

	/**
	 * What the formats write themselves, whatever a rule for a name like that says.
	 */
	private static final Set<String> OWN = Set.of(("@timestamp @version timestamp version host tags level level_value "
			+ "_level_name message short_message full_message logger_name thread_name stack_trace log log.level log.logger "
			+ "_log_logger process process.pid process.thread process.thread.name _process_pid _process_thread_name "
			+ "service service.name service.version service.environment service.node service.node.name _service_version "
			+ "_service_environment error error.type error.message error.stack_trace _error_type _error_message "
			+ "_error_stack_trace ecs ecs.version")
		.split(" "));

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
		if (path.name() != null && this.mask.isMasked(path.name()) && !OWN.contains(path.toUnescapedString())) {
			return LogMask.ERASED;
		}
		if (value instanceof Number || value instanceof Boolean || value instanceof Map || value instanceof Iterable
				|| value.getClass().isArray() || value instanceof WritableJson) {
			return value;
		}
		// Of any other object it is the text that is written.
		String text = value.toString();
		String masked = this.mask.mask(text);
		return (masked.equals(text)) ? value : masked;
	}

}
