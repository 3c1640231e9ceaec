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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Four processes with eight threads each decide on one key that is always allowed, over
 * one Redis: with the {@code redis} store, with bucket4j-redis as it comes, and with a
 * bare GET for each decision, which is the floor of any store that asks for each. All
 * processes live from start to end; the engines take turns of one second after a warm-up,
 * so that a change in the speed of the machine meets all of them. Starts the
 * {@code redis-server} on the PATH on the loopback interface and ends it.
 */
public final class HotKeyBenchmark {

	private static final int PROCESSES = 4;

	private static final long WARM_UP_MILLIS = 30_000;

	private static final long TURN_MILLIS = 1000;

	private HotKeyBenchmark() {
	}

	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0 && args[0].matches("[1-9]\\d*")) ? Integer.parseInt(args[0]) : 30;
		Map<HotKeyEngine.Kind, Engine> engines = new EnumMap<>(HotKeyEngine.Kind.class);
		try (RedisServer redis = RedisServer.start()) {
			for (HotKeyEngine.Kind kind : HotKeyEngine.Kind.values()) {
				engines.put(kind, Engine.start(kind, redis.port()));
			}
			for (Engine engine : engines.values()) {
				engine.run(WARM_UP_MILLIS, new LatencyHistogram());
			}
			List<Engine> order = new ArrayList<>(engines.values());
			for (int round = 0; round < rounds; round++) {
				for (Engine engine : order) {
					engine.turns.add(engine.run(TURN_MILLIS, engine.latencies));
				}
				Collections.reverse(order);
			}
			print(engines, rounds);
		}
		finally {
			engines.values().forEach(Engine::close);
		}
	}

	private static void print(Map<HotKeyEngine.Kind, Engine> engines, int rounds) {
		System.out.printf("%-34s %14s %10s %10s %22s%n", rounds + " rounds", "decisions/s", "p50 ms", "p99 ms",
				"of the GETs (quartiles)");
		List<Long> floor = Objects.requireNonNull(engines.get(HotKeyEngine.Kind.GET)).turns;
		engines.forEach((kind, engine) -> {
			double[] ratios = IntStream.range(0, rounds)
				.mapToDouble((i) -> (double) engine.turns.get(i) / floor.get(i))
				.sorted()
				.toArray();
			System.out.printf(Locale.ROOT, "%-34s %14d %10.2f %10.2f %8.2f (%.2f to %.2f)%n", kind.description(),
					engine.latencies.count() * 1000 / (rounds * TURN_MILLIS), engine.latencies.percentile(0.5),
					engine.latencies.percentile(0.99), ratios[rounds / 2], ratios[rounds / 4], ratios[rounds * 3 / 4]);
		});
	}

	/**
	 * The processes of one engine.
	 */
	private static final class Engine {

		private final List<Process> processes = new ArrayList<>();

		private final List<BufferedReader> outputs = new ArrayList<>();

		private final List<Long> turns = new ArrayList<>();

		private final LatencyHistogram latencies = new LatencyHistogram();

		private static Engine start(HotKeyEngine.Kind kind, int port) throws IOException {
			Engine engine = new Engine();
			try {
				for (int i = 0; i < PROCESSES; i++) {
					Process process = new ProcessBuilder(
							Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
							"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
							HotKeyClient.class.getName(), kind.name(), Integer.toString(port))
						.redirectError(Redirect.INHERIT)
						.start();
					engine.processes.add(process);
					engine.outputs.add(process.inputReader());
				}
				for (BufferedReader output : engine.outputs) {
					read(output, "ready");
				}
				return engine;
			}
			catch (IOException ex) {
				engine.close();
				throw ex;
			}
		}

		private long run(long millis, LatencyHistogram latencies) throws IOException {
			long before = latencies.count();
			for (Process process : this.processes) {
				process.getOutputStream().write((millis + "\n").getBytes(StandardCharsets.US_ASCII));
				process.getOutputStream().flush();
			}
			for (BufferedReader output : this.outputs) {
				latencies.add(read(output, "result "));
			}
			return latencies.count() - before;
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

		private void close() {
			this.processes.forEach(Process::destroy);
		}

	}

}
