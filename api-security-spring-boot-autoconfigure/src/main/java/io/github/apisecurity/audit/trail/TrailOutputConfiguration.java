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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.github.apisecurity.audit.WebhookClient;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.opentelemetry.api.OpenTelemetry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The places the trail is written to, for applications that ask for them.
 */
@Configuration(proxyBeanMethods = false)
class TrailOutputConfiguration {

	private static final String PREFIX = "api-security.audit.sinks.";

	/**
	 * Refuse what would be left out since something is not there.
	 * @param sinks the properties
	 * @param outputs what there is
	 * @param environment the environment
	 */
	static void check(AuditSinkProperties sinks, List<TrailOutput> outputs, Environment environment) {
		refuseIdle("file", "path", sinks.getFile().getPath(), environment);
		refuseIdle("webhook", "url", sinks.getWebhook().getUrl(), environment);
		check("jdbc", "jdbc.enabled", sinks.getJdbc().isEnabled(), outputs, "configure 'spring.datasource'.");
		check("redis", "redis.enabled", sinks.getRedis().isEnabled(), outputs, "configure 'spring.data.redis'.");
		check("opentelemetry", "opentelemetry.enabled", sinks.getOpentelemetry().isEnabled(), outputs,
				"add 'spring-boot-starter-opentelemetry'.");
		check("webhook", "webhook.url", sinks.getWebhook().getUrl() != null, outputs,
				"add 'spring-boot-starter-restclient'.");
	}

	private static void check(String name, String key, boolean wanted, List<TrailOutput> outputs, String action) {
		PropertyValue.refuseIf(wanted && outputs.stream().noneMatch((output) -> output.name().equals(name)),
				PREFIX + key, (key.endsWith(".enabled")) ? true : "******", "This sink needs a connection: " + action);
	}

	// A secret or a key that signs nothing looks as if it did.
	private static void refuseIdle(String sink, String key, @Nullable Object value, Environment environment) {
		PropertyValue.refuseIf(value == null
				&& Binder.get(environment).bind(PREFIX + sink, Bindable.mapOf(String.class, Object.class)).isBound(),
				PREFIX + sink + "." + key, null, "Without it the keys beside it are idle: set it, or remove them.");
	}

	static TrailOutput file(AuditSinkProperties.File file, String instance, boolean durable,
			Consumer<String> secondPlace) {
		Path path = Objects.requireNonNull(file.getPath());
		FileTrailWriter.Options options = new FileTrailWriter.Options(file.getMaxSize().toBytes(), file.getPersonal(),
				durable);
		try {
			return new TrailOutput("file",
					new FileTrailWriter(path, instance, options, signer(path, file.getChain(), secondPlace)), 0);
		}
		catch (IOException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "file.path", path, ex.getMessage() + ".", ex);
		}
	}

	private static @Nullable CheckpointSigner signer(Path path, AuditSinkProperties.Chain chain,
			Consumer<String> secondPlace) {
		Resource key = chain.getSigningKey();
		if (key == null) {
			return null;
		}
		try {
			KeyPair keys = Ed25519Pem.keyPair(key.getContentAsString(StandardCharsets.US_ASCII));
			return new CheckpointSigner(keys, path.resolveSibling(path.getFileName() + ".checkpoints"),
					chain.getCheckpointInterval(), secondPlace, Clock.systemUTC());
		}
		catch (IOException | GeneralSecurityException | RuntimeException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "file.chain.signing-key", key,
					"It is no Ed25519 key with its public key in PEM. Make it with 'openssl genpkey -algorithm ed25519 "
							+ "-out audit.pem' and 'openssl pkey -in audit.pem -pubout >> audit.pem'.",
					ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcTemplate.class)
	@ConditionalOnBooleanProperty(PREFIX + "jdbc.enabled")
	@ConditionalOnSingleCandidate(DataSource.class)
	static class JdbcConfiguration {

		private static final int TIMEOUT_SECONDS = 5;

		@Bean
		JdbcTrail apiSecurityJdbcAuditTrail(DataSource dataSource, AuditSinkProperties sinks) {
			Duration retention = sinks.getJdbc().getRetention();
			PropertyValue.refuseIf(retention != null && (retention.isZero() || retention.isNegative()),
					PREFIX + "jdbc.retention", retention, "Use a positive duration, such as '90d'.");
			JdbcTemplate jdbc = new JdbcTemplate(dataSource);
			jdbc.setQueryTimeout(TIMEOUT_SECONDS);
			TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
			transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			return new JdbcTrail(jdbc, transactions, retention, Clock.systemUTC());
		}

		@Bean
		TrailOutput apiSecurityJdbcAuditOutput(JdbcTrail trail, AuditSinkProperties sinks) {
			return new TrailOutput("jdbc", trail, sinks.getQueue());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(PREFIX + "redis.enabled")
	@ConditionalOnBean(RedisScriptExecutor.class)
	static class RedisConfiguration {

		@Bean
		TrailOutput apiSecurityRedisAuditOutput(RedisScriptExecutor executor, AuditSinkProperties sinks) {
			return new TrailOutput("redis", new RedisStreamTrailWriter(executor, sinks.getRedis().getMaxLength()),
					sinks.getQueue());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(PREFIX + "opentelemetry.enabled")
	@ConditionalOnClass(OpenTelemetry.class)
	static class OpenTelemetryConfiguration {

		@Bean
		@Nullable TrailOutput apiSecurityOpenTelemetryAuditOutput(ObjectProvider<OpenTelemetry> openTelemetry,
				AuditSinkProperties sinks) {
			OpenTelemetry available = openTelemetry.getIfAvailable();
			return (available != null)
					? new TrailOutput("opentelemetry", new OpenTelemetryTrailWriter(available), sinks.getQueue())
					: null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(PREFIX + "webhook.url")
	@ConditionalOnClass(HttpClientSettings.class)
	static class WebhookConfiguration {

		private static final int MIN_SECRET = 24;

		@Bean
		TrailOutput apiSecurityWebhookAuditOutput(AuditSinkProperties sinks, BeanFactory beanFactory) {
			AuditSinkProperties.Webhook webhook = sinks.getWebhook();
			String url = Objects.requireNonNull(webhook.getUrl());
			boolean usable = url.startsWith("https://") || (webhook.isInternal() && url.startsWith("http://"));
			PropertyValue.refuseIf(!usable, PREFIX + "webhook.url", "******", "Use an 'https' URL. One inside needs '"
					+ PREFIX + "webhook.internal: true', and may be 'http' then.");
			byte[] secret = secret((webhook.getSecret() != null) ? webhook.getSecret() : "");
			PropertyValue.refuseIf(secret.length < MIN_SECRET, PREFIX + "webhook.secret", "******",
					"Use 'whsec_' and at least 24 bytes in Base64: 'openssl rand -base64 32'.");
			WebhookClient client = WebhookClient.create(URI.create(url), webhook.getTimeout(), !webhook.isInternal(),
					beanFactory);
			return new TrailOutput("webhook", new WebhookTrailWriter(client, secret, Clock.systemUTC()),
					sinks.getQueue());
		}

		private static byte[] secret(String text) {
			try {
				return Base64.getDecoder().decode(text.replaceFirst("^whsec_", ""));
			}
			catch (IllegalArgumentException ex) {
				return new byte[0];
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnAvailableEndpoint(AuditTrailEndpoint.class)
	@ConditionalOnBooleanProperty(name = PREFIX + "jdbc.enabled", havingValue = false, matchIfMissing = true)
	static class MemoryConfiguration {

		@Bean
		RecentEvents apiSecurityRecentAuditEvents() {
			return new RecentEvents();
		}

		@Bean
		TrailOutput apiSecurityRecentAuditOutput(RecentEvents events) {
			return new TrailOutput("memory", events, 0);
		}

	}

}
