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

import java.time.Duration;
import java.util.Locale;

import io.github.apisecurity.ratelimit.RedisEngine;

/**
 * How long decisions take while Redis is stopped (SIGSTOP: it keeps its connections and
 * answers nothing), with the default timeout of 50 ms: the first, which wait for it, and
 * those after the circuit breaker has opened. The elapsed time of the machine it runs on,
 * and so only as good as the machine is idle.
 */
public final class OutageBenchmark {

	private static final Duration TIMEOUT = Duration.ofMillis(50);

	private static final int DECISIONS = 20_000;

	private OutageBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0 && args[0].matches("\\d+")) ? Integer.parseInt(args[0]) : 30;
		LatencyHistogram waiting = new LatencyHistogram();
		LatencyHistogram open = new LatencyHistogram();
		try (RedisServer redis = RedisServer.start();
				RedisEngine engine = RedisEngine.create(redis.port(), true, TIMEOUT)) {
			for (int round = 0; round < rounds; round++) {
				decide(engine, DECISIONS, new LatencyHistogram());
				redis.signal("STOP");
				while (engine.isAvailable()) {
					decide(engine, 1, waiting);
				}
				decide(engine, DECISIONS, open);
				redis.signal("CONT");
				engine.awaitAvailable();
			}
		}
		System.out.printf("%-34s %10s %10s %10s %10s%n", "while Redis is stopped", "decisions", "p50 ms", "p99 ms",
				"p99.9 ms");
		print("until the breaker opens", waiting);
		print("while it is open", open);
	}

	private static void decide(RedisEngine engine, int decisions, LatencyHistogram latencies) {
		for (int i = 0; i < decisions; i++) {
			long start = System.nanoTime();
			engine.decide();
			latencies.record(System.nanoTime() - start);
		}
	}

	private static void print(String description, LatencyHistogram latencies) {
		System.out.printf(Locale.ROOT, "%-34s %10d %10.2f %10.2f %10.2f%n", description, latencies.count(),
				latencies.percentile(0.5), latencies.percentile(0.99), latencies.percentile(0.999));
	}

}
