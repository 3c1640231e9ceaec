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

package io.github.apisecurity.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.trail.AuditTrailAutoConfiguration;
import io.github.apisecurity.posture.PostureContributor;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long a thread waits when it hands over an event to the audit trail, which writes a
 * file of chained records, at a steady rate.
 */
public final class AuditTrailBenchmark {

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	private static final Duration MEASURED = Duration.ofSeconds(20);

	private AuditTrailBenchmark() {
	}

	/**
	 * Run the benchmark.
	 * @param args not used
	 * @throws Exception if a file cannot be written
	 */
	public static void main(String[] args) throws Exception {
		for (int rate : new int[] { 5_000, 20_000 }) {
			Path directory = Files.createTempDirectory("audit");
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.properties("api-security.audit.sinks.file.path=" + directory.resolve("audit.jsonl"),
						"api-security.audit.sinks.log.enabled=false", "logging.level.root=warn",
						"spring.main.banner-mode=off")
				.run()) {
				SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
				publish(publisher, rate, WARM_UP);
				LatencyHistogram waits = publish(publisher, rate, MEASURED);
				System.out.printf("%,d events/s: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms; %s%n", rate,
						waits.percentile(0.5), waits.percentile(0.99), waits.percentile(0.999),
						context.getBean("apiSecurityAuditPosture", PostureContributor.class).contribute().details());
			}
		}
	}

	private static LatencyHistogram publish(SecurityEventPublisher publisher, int rate, Duration duration) {
		LatencyHistogram waits = new LatencyHistogram();
		Map<String, Object> details = Map.of("policy", "default");
		long pause = TimeUnit.SECONDS.toNanos(1) / rate;
		long next = System.nanoTime();
		for (long end = next + duration.toNanos(); next < end; next += pause) {
			while (System.nanoTime() < next) {
				LockSupport.parkNanos(next - System.nanoTime());
			}
			long start = System.nanoTime();
			publisher.publish(SecurityEventType.RATE_LIMIT_EXCEEDED, null, details);
			waits.record(System.nanoTime() - start);
		}
		return waits;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class })
	static class Application {

	}

}
