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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
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
 * What the audit trail costs: how long a thread waits when it hands over an event, at a
 * steady rate, and the processor time and allocation of a request over HTTP, compared in
 * turns with an application whose trail is switched off. All write a file of chained
 * records.
 */
public final class AuditTrailBenchmark {

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	private static final Duration MEASURED = Duration.ofSeconds(20);

	private static final int TURN_MILLIS = 3000;

	private AuditTrailBenchmark() {
	}

	/**
	 * Run the benchmark.
	 * @param args {@code short} to see that it runs
	 * @throws Exception if a file cannot be written or an application does not start
	 */
	public static void main(String[] args) throws Exception {
		waits();
		boolean isShort = args.length > 0 && args[0].equals("short");
		requests((isShort) ? 2 : 20, (isShort) ? 4 : 20);
	}

	private static void waits() throws Exception {
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

	private static void requests(int warmUps, int rounds) throws Exception {
		Path directory = Files.createTempDirectory("audit");
		String file = "--api-security.audit.sinks.file.path=" + directory;
		String log = "--api-security.audit.sinks.log.enabled=false";
		HttpPathPlan plan = HttpPathPlan.of(List.of("quick"));
		List<Measured> applications = new ArrayList<>();
		try (HttpIssuer issuer = HttpIssuer.start()) {
			List<byte[]> requests = HttpPathBenchmark.requests(issuer);
			try {
				for (HttpApplication.Kind kind : List.of(
						plan.ours("audit off", List.of("--api-security.audit.enabled=false")),
						plan.ours("audit on", List.of(file + "/on.jsonl", log)),
						plan.ours("an event with each request", List.of(file + "/each.jsonl", log,
								"--api-security.audit.authentication-success.interval=0")))) {
					applications.add(new Measured(kind.name(), kind.start(issuer.uri()), requests));
				}
				for (int i = 0; i < warmUps; i++) {
					for (Measured application : applications) {
						application.turn();
					}
				}
				applications.forEach((application) -> application.turns.clear());
				List<Measured> order = new ArrayList<>(applications);
				for (int i = 0; i < rounds; i++) {
					for (Measured application : order) {
						application.turn();
					}
					Collections.reverse(order);
				}
				applications.forEach((application) -> application.print(applications.get(0)));
			}
			finally {
				applications.forEach((application) -> application.application.close());
			}
		}
	}

	/**
	 * An application and what its turns cost.
	 */
	private static final class Measured {

		private final String name;

		private final HttpApplication application;

		private final ThreadMXBean threads;

		private final HttpLoad load;

		private final List<double[]> turns = new ArrayList<>();

		Measured(String name, HttpApplication application, List<byte[]> requests) throws Exception {
			this.name = name;
			this.application = application;
			this.threads = application.threads();
			this.load = new HttpLoad(application.address(), requests);
		}

		void turn() throws IOException {
			long cpu = this.application.cpu().toNanos();
			long allocated = allocated();
			double answers = this.load.run(TURN_MILLIS, new LatencyHistogram());
			this.turns.add(new double[] { (this.application.cpu().toNanos() - cpu) / 1000.0 / answers,
					(allocated() - allocated) / answers });
		}

		private long allocated() {
			return LongStream.of(this.threads.getThreadAllocatedBytes(this.threads.getAllThreadIds()))
				.filter((bytes) -> bytes > 0)
				.sum();
		}

		void print(Measured off) {
			double[] cpu = sorted((turn) -> this.turns.get(turn)[0]);
			double[] bytes = sorted((turn) -> this.turns.get(turn)[1]);
			double[] ratio = sorted((turn) -> this.turns.get(turn)[0] / off.turns.get(turn)[0]);
			double[] more = sorted((turn) -> this.turns.get(turn)[1] - off.turns.get(turn)[1]);
			int middle = cpu.length / 2;
			int quarter = cpu.length / 4;
			System.out.printf(Locale.ROOT,
					"%-28s %6.0f us of CPU and %,7.0f bytes a request; to '%s': CPU %.3f (%.3f to %.3f), bytes %+.0f (%+.0f to %+.0f)%n",
					this.name, cpu[middle], bytes[middle], off.name, ratio[middle], ratio[quarter],
					ratio[cpu.length - 1 - quarter], more[middle], more[quarter], more[cpu.length - 1 - quarter]);
		}

		private double[] sorted(IntToDoubleFunction value) {
			return IntStream.range(0, this.turns.size()).mapToDouble(value).sorted().toArray();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class })
	static class Application {

	}

}
