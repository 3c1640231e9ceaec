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

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Four processes with eight threads each decide on one key that is always allowed, over
 * one Redis: with the {@code redis} store, with bucket4j-redis as it comes, and with a
 * bare GET for each decision, which is the floor of any store that asks for each. The
 * engines take turns, so that a change in the speed of the machine meets all of them.
 * Starts the {@code redis-server} on the PATH on the loopback interface and ends it.
 */
public final class HotKeyBenchmark {

	private static final int PROCESSES = 4;

	private static final int ROUNDS = 3;

	private HotKeyBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		int seconds = (args.length > 0 && args[0].matches("\\d+")) ? Integer.parseInt(args[0]) : 8;
		try (RedisServer redis = RedisServer.start()) {
			Map<HotKeyEngine.Kind, LatencyHistogram> results = new EnumMap<>(HotKeyEngine.Kind.class);
			for (int round = 1; round <= ROUNDS; round++) {
				for (HotKeyEngine.Kind kind : HotKeyEngine.Kind.values()) {
					run(kind, redis.port(), seconds, results.computeIfAbsent(kind, (first) -> new LatencyHistogram()));
				}
				print(results, round, round * seconds);
			}
		}
	}

	private static void print(Map<HotKeyEngine.Kind, LatencyHistogram> results, int rounds, int seconds) {
		System.out.printf("%-34s %14s %10s %10s%n", "after " + rounds + " rounds", "decisions/s", "p50 ms", "p99 ms");
		results.forEach(
				(kind, latencies) -> System.out.printf(Locale.ROOT, "%-34s %14d %10.2f %10.2f%n", kind.description(),
						latencies.count() / seconds, latencies.percentile(0.5), latencies.percentile(0.99)));
	}

	private static void run(HotKeyEngine.Kind kind, int port, int seconds, LatencyHistogram latencies)
			throws Exception {
		List<Process> clients = new ArrayList<>();
		try {
			for (int i = 0; i < PROCESSES; i++) {
				clients.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
						HotKeyClient.class.getName(), kind.name(), Integer.toString(port), Integer.toString(seconds))
					.redirectError(Redirect.INHERIT)
					.start());
			}
			List<BufferedReader> outputs = clients.stream().map(Process::inputReader).toList();
			for (BufferedReader output : outputs) {
				read(output, "ready");
			}
			for (Process client : clients) {
				client.getOutputStream().write('\n');
				client.getOutputStream().flush();
			}
			for (BufferedReader output : outputs) {
				latencies.add(read(output, "result "));
			}
		}
		finally {
			clients.forEach(Process::destroy);
		}
	}

	private static String read(BufferedReader output, String prefix) throws IOException {
		String line = output.readLine();
		while (line != null && !line.startsWith(prefix)) {
			line = output.readLine();
		}
		if (line == null) {
			throw new IOException("A client ended early");
		}
		return line.substring(prefix.length());
	}

}
