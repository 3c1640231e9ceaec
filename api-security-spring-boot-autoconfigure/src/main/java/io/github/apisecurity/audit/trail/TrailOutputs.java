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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Makes the places the trail is written to: those that the application asks for. What
 * would be left out since something is not there is refused.
 */
final class TrailOutputs {

	static final String LOG = "log";

	static final String TABLE = "jdbc";

	static final String MEMORY = "memory";

	private static final String PREFIX = "api-security.audit.sinks.";

	private static final String JDBC = "org.springframework.jdbc.core.JdbcTemplate";

	private static final String OPENTELEMETRY = "io.opentelemetry.api.OpenTelemetry";

	private static final String HTTP_CLIENT = "org.springframework.boot.http.client.HttpClientSettings";

	private TrailOutputs() {
	}

	static List<TrailOutput> create(AuditSinkProperties sinks, ApplicationContext context) {
		positive("queue", sinks.getQueue());
		positive("redis.max-length", sinks.getRedis().getMaxLength());
		positive("file.max-size", sinks.getFile().getMaxSize().toBytes());
		PropertyValue.positive(PREFIX + "file.chain.checkpoint-interval",
				sinks.getFile().getChain().getCheckpointInterval(), "1m");
		PropertyValue.positive(PREFIX + "webhook.timeout", sinks.getWebhook().getTimeout(), "5s");
		refuseIdle("file", "path", sinks.getFile().getPath(), context);
		refuseIdle("webhook", "url", sinks.getWebhook().getUrl(), context);
		List<TrailOutput> outputs = new ArrayList<>();
		boolean own = context.getBeanNamesForType(SecurityEventSink.class, true, false).length > 1;
		if (isEnabled(LOG, !own, context)) {
			outputs.add(new TrailOutput(LOG, new LogTrailWriter(LogTrailWriter.LOGGER_NAME), 0));
		}
		if (isEnabled(TABLE, false, context)) {
			outputs.add(output(TABLE + ".enabled", JDBC, () -> JdbcTrail.create(context, sinks.getJdbc()),
					"configure 'spring.datasource'.", sinks, context));
		}
		else if (context.getBeanNamesForType(AuditTrailEndpoint.class, true, false).length > 0) {
			outputs.add(new TrailOutput(MEMORY, new RecentEvents(), 0));
		}
		if (isEnabled("redis", false, context)) {
			outputs.add(output("redis.enabled", RedisScriptExecutor.class.getName(),
					() -> RedisStreamTrailWriter.create(context, sinks.getRedis()),
					"configure 'spring.data.redis' with Lettuce, the client that Spring Boot has by default.", sinks,
					context));
		}
		if (isEnabled("opentelemetry", false, context)) {
			outputs.add(output("opentelemetry.enabled", OPENTELEMETRY, () -> OpenTelemetryTrailWriter.create(context),
					"add 'spring-boot-starter-opentelemetry'.", sinks, context));
		}
		if (sinks.getWebhook().getUrl() != null) {
			outputs.add(output("webhook.url", HTTP_CLIENT, () -> WebhookTrailWriter.create(sinks.getWebhook(), context),
					"add 'spring-boot-starter-restclient'.", sinks, context));
		}
		return outputs;
	}

	private static boolean isEnabled(String name, boolean unset, ApplicationContext context) {
		return context.getEnvironment().getProperty(PREFIX + name + ".enabled", Boolean.class, unset);
	}

	private static void positive(String key, long value) {
		PropertyValue.refuseIf(value < 1, PREFIX + key, value, "Use a positive number.");
	}

	private static TrailOutput output(String key, String library, Supplier<@Nullable TrailWriter> writer, String action,
			AuditSinkProperties sinks, ApplicationContext context) {
		TrailWriter available = ClassUtils.isPresent(library, context.getClassLoader()) ? writer.get() : null;
		PropertyValue.refuseIf(available == null, PREFIX + key, (key.endsWith(".enabled")) ? true : null,
				"This sink needs a connection: " + action);
		return new TrailOutput(key.substring(0, key.indexOf('.')), available, sinks.getQueue());
	}

	// A secret or a key that signs nothing looks as if it did.
	private static void refuseIdle(String sink, String key, @Nullable Object value, ApplicationContext context) {
		PropertyValue.refuseIf(
				value == null && Binder.get(context.getEnvironment())
					.bind(PREFIX + sink, Bindable.mapOf(String.class, Object.class))
					.isBound(),
				PREFIX + sink + "." + key, null,
				"It is empty or missing, so the sink is idle: set it, or remove its keys.");
	}

	static TrailOutput file(AuditSinkProperties.File file, Path path, String instance, boolean named, boolean durable,
			Consumer<String> secondPlace) {
		FileTrailWriter.Options options = new FileTrailWriter.Options(file.getMaxSize().toBytes(),
				EventFormat.erasable(file.getPersonal()), durable, named);
		try {
			return new TrailOutput("file", new FileTrailWriter(path, instance, options,
					CheckpointSigner.create(path, file.getChain(), secondPlace)), 0);
		}
		catch (IOException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "file.path", path, ex.getMessage() + ".", ex);
		}
	}

}
