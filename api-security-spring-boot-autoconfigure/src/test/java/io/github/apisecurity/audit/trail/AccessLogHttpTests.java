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
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link AccessLogFilter} over HTTP.
 */
class AccessLogHttpTests {

	private static final Lines lines = new Lines();

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "api-security.audit.access-log.enabled=true",
				"api-security.audit.access-log.pattern=/api/**", "api-security.validation.request.max-body-size=1KB");
		// Spring Boot takes appenders away when it starts.
		lines.start();
		logger().addAppender(lines);
	}

	@AfterAll
	static void stop() {
		server.close();
		logger().detachAppender(lines);
	}

	@BeforeEach
	void forget() {
		lines.written.clear();
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("io.github.apisecurity.access");
	}

	@Test
	void whenRequestIsServedRecordsWhoUsedWhat() {
		server.get("/api/orders/4711?token=canary", TestServer.bearer("ada", "USER"));
		JsonNode line = line();
		assertThat(line.at("/user").asString()).isEqualTo("ada");
		assertThat(line.at("/event").asString()).isEqualTo("api_access");
		assertThat(line.at("/outcome").asString()).isEqualTo("success");
		assertThat(line.at("/route").asString()).isEqualTo("/api/orders/{id}");
		assertThat(line.at("/source_ip").asString()).isEqualTo("127.0.0.1");
		assertThat(line.at("/details/status").asInt()).isEqualTo(200);
		assertThat(line.at("/details/bytes").asInt()).isEqualTo("{\"id\":\"4711\"}".length());
		assertThat(line.at("/details/duration_ms").isInt()).isTrue();
		assertThat(lines.written.get(0)).doesNotContain("canary", "4711");
	}

	@Test
	void whenRequestIsRefusedRecordsTheStatusThatTheCallerGot() {
		server.get("/api/orders/1");
		JsonNode line = line();
		assertThat(line.at("/details/status").asInt()).isEqualTo(401);
		assertThat(line.at("/outcome").asString()).isEqualTo("failure");
		assertThat(line.at("/request_uri").asString()).isEqualTo("-");
		assertThat(line.has("user")).isFalse();
	}

	@Test
	void whenAFilterOutsideOfSpringSecurityRefusesRecordsIt() {
		server.send(server.request("/api/orders")
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("\"" + "x".repeat(2000) + "\"")), TestServer.bearer("ada"));
		assertThat(line().at("/details/status").asInt()).isEqualTo(413);
	}

	@Test
	void whenControllerFailsRecordsTheStatusThatTheCallerGot() {
		server.get("/api/failure", TestServer.bearer("ada"));
		JsonNode line = line();
		assertThat(line.at("/details/status").asInt()).isEqualTo(500);
		assertThat(line.at("/user").asString()).isEqualTo("ada");
	}

	@Test
	void whenAnswerIsAsynchronousRecordsItsEnd() {
		server.get("/api/callable", TestServer.bearer("ada"));
		JsonNode line = line();
		assertThat(line.at("/details/bytes").asInt()).isEqualTo(5);
		assertThat(line.at("/user").asString()).isEqualTo("ada");
		assertThat(line.at("/route").asString()).isEqualTo("/api/callable");
		forget();
		server.get("/api/stream", TestServer.bearer("ada"));
		assertThat(line().at("/details/bytes").asInt()).isGreaterThan(20);
		forget();
		server.get("/api/servlet", TestServer.bearer("ada"));
		assertThat(line().at("/details/status").asInt()).isEqualTo(202);
	}

	@Test
	void whenPathIsAnotherRecordsNothing() {
		server.get("/other", TestServer.bearer("ada"));
		server.get("/api/callable", TestServer.bearer("ada"));
		assertThat(line().at("/route").asString()).isEqualTo("/api/callable");
	}

	@Test
	void recordsShowInMetricsAndAreNoEvents() {
		server.get("/api/callable", TestServer.bearer("ada"));
		line();
		await().until(() -> server.context()
			.getBean(MeterRegistry.class)
			.get("api.security.audit.written")
			.tag("sink", "access-log")
			.functionCounter()
			.count() > 0);
		assertThat(server.context().getBean(Api.class).seen).doesNotContain("api_access");
	}

	// There is one line for each request, and no other.
	private static JsonNode line() {
		await().atMost(Duration.ofSeconds(30)).until(() -> !lines.written.isEmpty());
		assertThat(lines.written).hasSize(1);
		return JsonMapper.shared().readTree(lines.written.get(0));
	}

	static class Lines extends AppenderBase<ILoggingEvent> {

		final List<String> written = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.written.add(event.getFormattedMessage());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Api {

		final List<String> seen = new CopyOnWriteArrayList<>();

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SecurityEventObserver observer() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return true;
				}

				@Override
				public void observe(SecurityEvent event) {
					Api.this.seen.add(event.type().id());
				}

			};
		}

		@Bean
		ServletRegistrationBean<AsyncServlet> asyncServlet() {
			return new ServletRegistrationBean<>(new AsyncServlet(), "/api/servlet");
		}

		@GetMapping("/api/orders/{id}")
		Map<String, String> order(@PathVariable String id) {
			return Map.of("id", id);
		}

		@PostMapping("/api/orders")
		void create(@RequestBody String order) {
		}

		@GetMapping("/api/failure")
		void fail() {
			throw new IllegalStateException("canary");
		}

		@GetMapping("/api/callable")
		Callable<String> callable() {
			return () -> "later";
		}

		@GetMapping("/api/stream")
		SseEmitter stream() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("first event of a stream", MediaType.TEXT_PLAIN);
			emitter.complete();
			return emitter;
		}

		@GetMapping("/other")
		String other() {
			return "other";
		}

	}

	static class AsyncServlet extends HttpServlet {

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			AsyncContext context = request.startAsync();
			context.start(() -> {
				((HttpServletResponse) context.getResponse()).setStatus(202);
				context.complete();
			});
		}

	}

}
