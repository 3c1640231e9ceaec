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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisUnavailableException;
import io.lettuce.core.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisStreamTrailWriter} with a real Redis.
 */
@Timeout(90)
class RedisStreamTrailWriterTests {

	@Test
	void whenManyEventsComeTheStreamKeepsAboutTheLatest() {
		TrailRecord record = TrailRecord.of(new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, null,
				"ada", null, null, null, null, Map.of()), new EventFormat(Format.OWASP, "shop", () -> "node-1"));
		try (RedisProcess redis = RedisProcess.start();
				RedisExecutors executors = RedisExecutors.connect(redis.port(), Duration.ofSeconds(1))) {
			RedisStreamTrailWriter writer = new RedisStreamTrailWriter(executors.executor(), 500);
			for (int i = 0; i < 10; i++) {
				writer.write(Collections.nCopies(200, record), "batch" + i);
			}
			assertThat(redis.commands().xlen("test:audit")).isBetween(500L, 700L);
			long length = redis.commands().xlen("test:audit");
			writer.write(Collections.nCopies(200, record), "batch9");
			assertThat(redis.commands().xlen("test:audit")).as("taken before").isEqualTo(length);
			assertThat(redis.commands().ttl("{test:audit}:batch9")).isBetween(1L, 60L);
			redis.kill();
			assertThatExceptionOfType(RedisUnavailableException.class)
				.isThrownBy(() -> writer.write(Collections.nCopies(1, record), "batch"));
		}
	}

	@Test
	void whenTheApplicationStopsWhatWaitsAndTheLastCheckpointAreInTheStream(@TempDir Path directory) throws Exception {
		Path key = Files.writeString(directory.resolve("audit.pem"), """
				-----BEGIN PRIVATE KEY-----
				MC4CAQAwBQYDK2VwBCIEIJux8zUR31JN6WOw3Yj3uy+hzuSFoxBG5kPJVj4IRtoY
				-----END PRIVATE KEY-----
				-----BEGIN PUBLIC KEY-----
				MCowBQYDK2VwAyEAAMtpfz4bbC44o9k0j3XsljWiD+f535BpE6bt+guZZXY=
				-----END PUBLIC KEY-----
				""");
		try (RedisProcess redis = RedisProcess.start()) {
			new WebApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class,
						AuditTrailAutoConfiguration.class, NetworkAutoConfiguration.class,
						DataRedisAutoConfiguration.class, RedisAutoConfiguration.class))
				.withPropertyValues("spring.data.redis.port=" + redis.port(), "api-security.audit.instance=node-1",
						"api-security.audit.sinks.redis.enabled=true",
						"api-security.audit.sinks.file.path=" + directory.resolve("audit.jsonl"),
						"api-security.audit.sinks.file.chain.signing-key=file:" + key)
				.run((context) -> {
					SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
					for (int i = 0; i < 3; i++) {
						publisher.publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
					}
				});
			assertThat(redis.commands().xrange("api-security:audit", Range.unbounded()))
				.extracting((message) -> message.getBody().get("event"))
				.filteredOn((event) -> event.contains("authz_fail"))
				.hasSize(3);
			assertThat(redis.commands().xrange("api-security:audit", Range.unbounded()))
				.extracting((message) -> message.getBody().get("event"))
				.anySatisfy(
						(event) -> assertThat(event).contains("audit_checkpoint", "api-security-audit/node-1\\n3\\n"));
		}
	}

}
