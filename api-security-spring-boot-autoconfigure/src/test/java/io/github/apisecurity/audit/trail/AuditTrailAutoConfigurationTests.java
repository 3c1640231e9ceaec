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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import com.sun.net.httpserver.HttpServer;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.AuditProperties;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.jackson.MaskingWebAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.web.context.ConfigurableWebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link AuditTrailAutoConfiguration}.
 */
class AuditTrailAutoConfigurationTests {

	private static final String KEYS = """
			-----BEGIN PRIVATE KEY-----
			MC4CAQAwBQYDK2VwBCIEIJux8zUR31JN6WOw3Yj3uy+hzuSFoxBG5kPJVj4IRtoY
			-----END PRIVATE KEY-----
			-----BEGIN PUBLIC KEY-----
			MCowBQYDK2VwAyEAAMtpfz4bbC44o9k0j3XsljWiD+f535BpE6bt+guZZXY=
			-----END PUBLIC KEY-----
			""";

	private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class,
				NetworkAutoConfiguration.class))
		.withPropertyValues("api-security.audit.instance=node-1", "spring.application.name=shop");

	@TempDir
	Path directory;

	@Test
	void whenThereIsAFileWritesRecordsAndCheckpoints() throws Exception {
		Path file = this.directory.resolve("audit.jsonl");
		Path key = Files.writeString(this.directory.resolve("audit.pem"), KEYS);
		this.contextRunner
			.withPropertyValues("api-security.audit.sinks.file.path=" + file,
					"api-security.audit.sinks.file.chain.signing-key=file:" + key,
					"api-security.audit.queue.durable=true", "api-security.audit.format=ocsf")
			.run((context) -> {
				publish(context.getBean(SecurityEventPublisher.class));
				assertThat(Files.readString(file)).contains("\"class_uid\":6003", "\"seq\":1}");
				context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], null, null));
				assertThat(Files.readString(file)).contains("\"class_uid\":6002", "\"audit\":{\"dropped\"");
			});
		assertThat(Files.readString(this.directory.resolve("audit.jsonl.checkpoints")))
			.startsWith("api-security-audit/node-1\n1\n")
			.contains("api-security-audit/node-1\n2\n");
	}

	@Test
	void whenEventsAreInTheDatabaseTheEndpointFindsThem() {
		EmbeddedDatabase database = database();
		this.contextRunner.withBean(DataSource.class, () -> database)
			.withPropertyValues("api-security.audit.sinks.jdbc.enabled=true",
					"management.endpoints.web.exposure.include=apisecurityaudit")
			.run((context) -> {
				for (int i = 0; i < 3; i++) {
					publish(context.getBean(SecurityEventPublisher.class));
				}
				AuditTrailEndpoint endpoint = context.getBean(AuditTrailEndpoint.class);
				await().untilAsserted(
						() -> assertThat(find(endpoint, "authz_fail", 0)).extracting("more").isEqualTo(true));
				assertThat((List<?>) find(endpoint, "authz_fail", 0).get("events")).hasSize(2);
				await().untilAsserted(
						() -> assertThat((List<?>) find(endpoint, "authz_fail", 1).get("events")).hasSize(1));
				assertThat((List<?>) find(endpoint, "' OR 1=1 --", 0).get("events")).isEmpty();
			});
	}

	@Test
	void whenThereIsNoDatabaseTheEndpointFindsTheLatest() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=apisecurityaudit")
			.run((context) -> {
				for (int i = 0; i < 3; i++) {
					publish(context.getBean(SecurityEventPublisher.class));
				}
				AuditTrailEndpoint endpoint = context.getBean(AuditTrailEndpoint.class);
				await().untilAsserted(
						() -> assertThat((List<?>) find(endpoint, "authz_fail", 1).get("events")).hasSize(1));
				assertThat((List<?>) find(endpoint, "other", 0).get("events")).isEmpty();
			});
	}

	@Test
	void whenEndpointIsNotExposedKeepsNothing() {
		this.contextRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(AuditTrailEndpoint.class);
			assertThat(context.getBean(Trail.class).outputs()).extracting(TrailOutput::name).containsExactly("log");
		});
	}

	@Test
	void whenThereIsAWebhookSendsSignedBatchesAgainUntilTheyAreTaken() throws Exception {
		List<Map<String, String>> received = new CopyOnWriteArrayList<>();
		AtomicInteger status = new AtomicInteger(503);
		HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		server.createContext("/", (exchange) -> {
			String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			received.add(Map.of("body", body, "id", exchange.getRequestHeaders().getFirst("webhook-id"), "time",
					exchange.getRequestHeaders().getFirst("webhook-timestamp"), "signature",
					exchange.getRequestHeaders().getFirst("webhook-signature")));
			exchange.sendResponseHeaders(status.getAndSet(204), -1);
			exchange.close();
		});
		server.start();
		try {
			this.contextRunner
				.withPropertyValues("api-security.audit.sinks.webhook.internal=true",
						"api-security.audit.sinks.webhook.url=http://127.0.0.1:" + server.getAddress().getPort() + "/",
						"api-security.audit.sinks.webhook.secret=whsec_" + SECRET)
				.run((context) -> {
					publish(context.getBean(SecurityEventPublisher.class));
					await().until(() -> received.size() == 2);
				});
		}
		finally {
			server.stop(0);
		}
		Map<String, String> last = received.get(1);
		assertThat(received).extracting((message) -> message.get("id")).containsOnly(last.get("id"));
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
		String signed = last.get("id") + "." + last.get("time") + "." + last.get("body");
		assertThat(last.get("signature")).isEqualTo(
				"v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void whenReceiverIsInsideAndThatIsNotAllowedNobodyConnectsToIt() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.contextRunner
				.withPropertyValues(
						"api-security.audit.sinks.webhook.url=https://localhost:" + server.getLocalPort() + "/",
						"api-security.audit.sinks.webhook.secret=whsec_" + SECRET)
				.run((context) -> {
					publish(context.getBean(SecurityEventPublisher.class));
					await()
						.until(() -> context.getBean(Trail.class).outputs().stream().anyMatch(TrailOutput::isFailing));
				});
			server.setSoTimeout(1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
		}
	}

	@Test
	void whenThereIsNoClientForTheWebhookDoesNotStart() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client"))
			.withPropertyValues("api-security.audit.sinks.webhook.url=https://example.com/")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("spring-boot-starter-restclient"));
	}

	@Test
	void whenTrailIsKeptBeginsWithTheConfigurationInForceAndNoLongLists() throws IOException {
		Path trail = this.directory.resolve("started.jsonl");
		this.contextRunner.withPropertyValues("api-security.audit.sinks.file.path=" + trail)
			.withBean(PostureContributor.class,
					() -> () -> new FeaturePosture("orders",
							Map.of("few", List.of("some"), "many", Collections.nCopies(51, "endpoint"))))
			.run((context) -> context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
					context.getSourceApplicationContext(ConfigurableWebApplicationContext.class), Duration.ZERO)));
		assertThat(Files.readString(trail)).contains("sys_startup", "\"few\":[\"some\"]", "\"many\":\"51 entries\"")
			.doesNotContain("endpoint");
	}

	@Test
	void whenNamesAreMaskedOrThePublisherIsOfTheApplicationTheTrailBeginsWithTheConfigurationAsItIs()
			throws IOException {
		Path trail = this.directory.resolve("started.jsonl");
		this.contextRunner
			.withPropertyValues("api-security.audit.sinks.file.path=" + trail,
					"api-security.masking.properties[*token*]=SECRET")
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MaskingAutoConfiguration.class,
					MaskingWebAutoConfiguration.class, ProblemAutoConfiguration.class))
			.withBean(PostureContributor.class,
					() -> () -> new FeaturePosture("token", Map.of("max-tokens", 4711, "state", "fetched")))
			.run((context) -> {
				assertThat(context).hasBean("apiSecurityMaskingEventCustomizer");
				context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], null, null));
			});
		assertThat(Files.readString(trail)).contains("sys_startup", "\"max-tokens\":4711", "\"state\":\"fetched\"");
		Path own = this.directory.resolve("own.jsonl");
		this.contextRunner.withPropertyValues("api-security.audit.sinks.file.path=" + own)
			.withBean(SecurityEventPublisher.class, () -> (type, reason, details) -> {
				throw new IllegalStateException("no such event");
			})
			.run((context) -> context
				.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], null, null)));
		assertThat(Files.readString(own)).contains("sys_startup");
	}

	@Test
	void whenOpenTelemetryIsThereHandsItTheEvents() {
		List<LogRecordData> records = new CopyOnWriteArrayList<>();
		this.contextRunner
			.withBean(OpenTelemetry.class,
					() -> new TestOpenTelemetry(SdkLoggerProvider.builder()
						.addLogRecordProcessor((context, record) -> records.add(record.toLogRecordData()))
						.build()))
			.withPropertyValues("api-security.audit.sinks.opentelemetry.enabled=true",
					"api-security.audit.sinks.log.enabled=false", "api-security.audit.format=ecs")
			.run((context) -> {
				publish(context.getBean(SecurityEventPublisher.class));
				await().until(() -> records.size() == 1);
			});
		LogRecordData record = records.get(0);
		assertThat(record.getInstrumentationScopeInfo().getName()).isEqualTo("io.github.apisecurity.audit");
		assertThat(record.getSeverity()).isEqualTo(Severity.ERROR);
		assertThat(record.getEventName()).isEqualTo("authz_fail");
		assertThat(record.getTimestampEpochNanos()).isPositive();
		assertThat(record.getBodyValue()).asString().contains("\"ecs\":{\"version\"", "\"rule\":\"one\"");
	}

	@Test
	void whenOpenTelemetryIsMissingDoesNotStart() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.opentelemetry"))
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withPropertyValues("api-security.audit.sinks.opentelemetry.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("spring-boot-starter-opentelemetry"));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenSinkFailsHealthAndMetricsShowItAndWithoutTableTheLogSaysWhatToRun(CapturedOutput output) {
		this.contextRunner.withBean(DataSource.class, AuditTrailAutoConfigurationTests::emptyDatabase)
			.withPropertyValues("api-security.audit.sinks.jdbc.enabled=true")
			.run((context) -> {
				publish(context.getBean(SecurityEventPublisher.class));
				HealthIndicator indicator = context.getBean("apiSecurityAuditHealthIndicator", HealthIndicator.class);
				await().untilAsserted(() -> {
					Health health = indicator.health();
					assertThat(health.getStatus()).isEqualTo(Status.UP);
					assertThat(health.getDetails().get("jdbc")).asString().contains("failing=true");
				});
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBean("apiSecurityAuditMetrics", MeterBinder.class).bindTo(registry);
				assertThat(registry.get("api.security.audit.failing").tag("sink", "jdbc").gauge().value()).isOne();
				await().untilAsserted(() -> assertThat(
						registry.get("api.security.audit.lost").tag("sink", "jdbc").functionCounter().count())
					.isPositive());
				assertThat(registry.get("api.security.audit.queue").gauge()).isNotNull();
				assertThat(output).contains("cannot be written to 'jdbc'",
						"io/github/apisecurity/audit/trail/schema.sql");
			});
	}

	@Test
	void whenApplicationHasItsOwnSinkTheFileIsWrittenAndTheLogIsNot() {
		List<String> taken = new ArrayList<>();
		this.contextRunner.withBean(SecurityEventSink.class, () -> (event) -> taken.add(event.type().id()))
			.withPropertyValues("api-security.audit.sinks.file.path=" + this.directory.resolve("audit.jsonl"))
			.run((context) -> {
				publish(context.getBean(SecurityEventPublisher.class));
				assertThat(taken).containsExactly("authz_fail");
				assertThat(context.getBean(Trail.class).outputs()).extracting(TrailOutput::name)
					.containsExactly("file");
			});
	}

	@Test
	void whenApplicationHasItsOwnSinksTheyHearOfTheStartAndOfCheckpointsAlsoWhenOneFails() throws IOException {
		Path key = Files.writeString(this.directory.resolve("audit.pem"), KEYS);
		List<SecurityEvent> taken = new CopyOnWriteArrayList<>();
		this.contextRunner.withBean(SecurityEventSink.class, () -> new SecurityEventSink() {
			@Override
			public void accept(SecurityEvent event) {
				taken.add(event);
				throw new IllegalStateException("the receiver is down");
			}
		})
			.withPropertyValues("api-security.audit.sinks.file.path=" + this.directory.resolve("audit.jsonl"),
					"api-security.audit.sinks.file.chain.signing-key=file:" + key)
			.run((context) -> {
				context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], null, null));
				await().untilAsserted(() -> assertThat(taken).extracting((event) -> event.type().id())
					.containsExactly("sys_startup", "audit_checkpoint"));
			});
		assertThat(taken.get(0).details()).containsKey("features");
		assertThat(taken.get(1).details().get("note")).asString().startsWith("api-security-audit/node-1\n1\n");
		assertThat(Files.readString(this.directory.resolve("audit.jsonl.checkpoints")))
			.contains("api-security-audit/node-1\n1\n");
	}

	@Test
	void whenTheNodeHasNoNameTheChainGoesOnUnderTheNameThatTheFileHas() throws Exception {
		Path file = this.directory.resolve("audit.jsonl");
		try (FileTrailWriter writer = new FileTrailWriter(file, "web-7c9f",
				new FileTrailWriter.Options(1000, List.of(), false, true), null)) {
			writer
				.write(List.of(TrailRecord.of(
						new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, null, null, null, null, null,
								null, Map.of()),
						new EventFormat(AuditProperties.Format.OWASP, "shop", () -> "web-7c9f"))), "batch");
		}
		WebApplicationContextRunner runner = this.contextRunner
			.withPropertyValues("api-security.audit.sinks.file.path=" + file);
		runner.withPropertyValues("api-security.audit.instance=").run((context) -> assertThat(context).hasNotFailed());
		runner.withPropertyValues("api-security.audit.instance=web-5d21")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("web-7c9f")
				.hasMessageContaining("api-security.audit.instance"));
	}

	@Test
	void whenTheUserIsPersonalWhatElseNamesHimIsErasable() throws Exception {
		for (String personal : List.of("OWASP user", "ECS user.name", "OCSF user.name", "OCSF actor.user.name")) {
			EventFormat format = new EventFormat(AuditProperties.Format.valueOf(personal.split(" ")[0]), "shop",
					() -> "node-1");
			Path file = this.directory.resolve(personal + ".jsonl");
			AuditSinkProperties.File properties = new AuditSinkProperties.File();
			properties.getPersonal().add(personal.split(" ")[1]);
			try (TrailWriter writer = TrailOutputs.file(properties, file, "node-1", true, false, (note) -> {
			}).writer()) {
				Map<String, Object> typed = Map.of("attempted_user", "adelheid");
				writer
					.write(Stream
						.of(event("authn_login_fail", null, typed), event("authz_fail", "adelheid", Map.of()),
								event("attack_detected", null,
										Map.of("subject", "user=adelheid, network=192.0.2.0/24")),
								event("authn_login_success", "adelheid", Map.of()))
						.map((event) -> TrailRecord.of(event, format))
						.toList(), "batch");
			}
			assertThat(Files.readString(file).replaceAll(",\"personal\":\\{[^}]*}", "")).as(personal)
				.hasLineCount(4)
				.doesNotContain("adelheid");
		}
	}

	private static SecurityEvent event(String type, String user, Map<String, Object> details) {
		return new SecurityEvent(Instant.EPOCH, new SecurityEventType(type, SecurityEventType.Outcome.FAILURE), null,
				user, null, null, null, null, details);
	}

	@ParameterizedTest
	@CsvSource({ "owasp, user; source_ip; details.iban; resource_ids, source.address",
			"ecs, user.name; source.address; source.ip; api_security.details.iban; user, source_ip",
			"ocsf, actor.user.name; user.name; src_endpoint.ip; unmapped.details.iban, actor.name" })
	void whenPersonalMemberIsNotInTheFormatDoesNotStart(String format, String known, String unknown) {
		WebApplicationContextRunner runner = this.contextRunner.withPropertyValues(
				"api-security.audit.sinks.file.path=" + this.directory.resolve("audit.jsonl"),
				"api-security.audit.format=" + format,
				"api-security.audit.sinks.file.personal=" + known.replace(';', ','));
		runner.run((context) -> assertThat(context).hasNotFailed());
		runner.withPropertyValues("api-security.audit.sinks.file.personal=" + unknown)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(unknown)
				.hasMessageContaining("no such member"));
	}

	@ParameterizedTest
	@CsvSource({ "queue.durable=true, sinks.file.path", "queue.capacity=0, positive", "queue.max-wait=0s, positive",
			"sinks.jdbc.enabled=true, spring.datasource", "sinks.redis.enabled=true, spring.data.redis' with Lettuce",
			"sinks.queue=0, positive", "sinks.redis.max-length=-1, positive", "sinks.file.max-size=0, positive",
			"sinks.webhook.timeout=0, positive", "sinks.file.chain.checkpoint-interval=0, positive",
			"sinks.file.chain.signing-key=file:audit.pem, sinks.file.path", "sinks.file.personal=user, sinks.file.path",
			"sinks.webhook.secret=whsec_x, sinks.webhook.url", "sinks.jdbc.enabled=true, 'true'",
			"sinks.webhook.url=http://example.com, Use an 'https' URL",
			"sinks.webhook.url=https://example.com, openssl rand" })
	void whenValueIsBadDoesNotStart(String property, String message) {
		this.contextRunner.withPropertyValues("api-security.audit." + property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret-canary", """
			-----BEGIN PRIVATE KEY-----
			MC4CAQAwBQYDK2VwBCIEIJux8zUR31JN6WOw3Yj3uy+hzuSFoxBG5kPJVj4IRtoY
			-----END PRIVATE KEY-----
			""", """
			-----BEGIN PRIVATE KEY-----
			MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
			-----END PRIVATE KEY-----
			-----BEGIN PUBLIC KEY-----
			MCowBQYDK2VwAyEAAMtpfz4bbC44o9k0j3XsljWiD+f535BpE6bt+guZZXY=
			-----END PUBLIC KEY-----
			""" })
	void whenKeyIsNoPairDoesNotStart(String pem) throws Exception {
		Path key = Files.writeString(this.directory.resolve("audit.pem"), pem);
		this.contextRunner
			.withPropertyValues("api-security.audit.sinks.file.path=" + this.directory.resolve("audit.jsonl"),
					"api-security.audit.sinks.file.chain.signing-key=file:" + key)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("openssl genpkey -algorithm ed25519"));
	}

	@Test
	void whenDisabledOrSpringSecurityIsMissingThereIsNoTrail() {
		this.contextRunner.withPropertyValues("api-security.audit.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Trail.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).doesNotHaveBean(Trail.class));
	}

	private static Map<String, Object> find(AuditTrailEndpoint endpoint, String event, int page) {
		return endpoint.find(null, null, null, null, event, null, page, 2);
	}

	private static void publish(SecurityEventPublisher publisher) {
		publisher.publish(SecurityEventType.ACCESS_DENIED, Map.of("rule", "one"));
	}

	private static EmbeddedDatabase database() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.addScript(new ClassPathResource("schema.sql", JdbcTrail.class).getPath())
			.build();
	}

	private static EmbeddedDatabase emptyDatabase() {
		return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
	}

	private record TestOpenTelemetry(LoggerProvider logs) implements OpenTelemetry {

		@Override
		public LoggerProvider getLogsBridge() {
			return this.logs;
		}

		@Override
		public TracerProvider getTracerProvider() {
			return TracerProvider.noop();
		}

		@Override
		public ContextPropagators getPropagators() {
			return ContextPropagators.noop();
		}

	}

}
