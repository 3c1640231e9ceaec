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

package io.github.apisecurity.audit.trail;

import java.util.List;

import io.github.apisecurity.audit.SecurityEventType;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * {@link TrailWriter} for the logs of OpenTelemetry. Whether what was handed over arrives
 * is up to its exporter.
 */
class OpenTelemetryTrailWriter implements TrailWriter {

	private final Logger logger;

	OpenTelemetryTrailWriter(OpenTelemetry openTelemetry) {
		this.logger = openTelemetry.getLogsBridge().get(LogTrailWriter.LOGGER_NAME);
	}

	static @Nullable OpenTelemetryTrailWriter create(BeanFactory beanFactory) {
		OpenTelemetry available = beanFactory.getBeanProvider(OpenTelemetry.class).getIfAvailable();
		return (available != null) ? new OpenTelemetryTrailWriter(available) : null;
	}

	@Override
	public void write(List<TrailRecord> batch, String id) {
		batch.forEach((entry) -> {
			SecurityEventType type = entry.event().type();
			Severity severity = switch (type.severity()) {
				case INFO -> Severity.INFO;
				case WARNING -> Severity.WARN;
				case CRITICAL -> Severity.ERROR;
			};
			this.logger.logRecordBuilder()
				.setTimestamp(entry.event().time())
				.setEventName(type.id())
				.setSeverity(severity)
				.setBody(entry.json())
				.emit();
		});
	}

}
