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
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One of the processes of {@link HotKeyBenchmark}: decides for as many milliseconds as
 * each line of its input says, and answers each with a line.
 */
public final class HotKeyClient {

	private static final int THREADS = 8;

	/**
	 * Decisions of one call, so that what is measured is compiled as a method.
	 */
	private static final int DECISIONS = 20;

	private HotKeyClient() {
	}

	public static void main(String[] args) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS, (task) -> {
			Thread thread = new Thread(task);
			thread.setDaemon(true);
			return thread;
		});
		List<LatencyHistogram> latencies = Stream.generate(LatencyHistogram::new).limit(THREADS).toList();
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
		try (HotKeyEngine engine = HotKeyEngine.create(HotKeyEngine.Kind.valueOf(args[0]), Integer.parseInt(args[1]))) {
			System.out.println("ready");
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				System.out.println("result " + measure(engine, executor, latencies, Long.parseLong(line)));
			}
		}
	}

	private static LatencyHistogram measure(HotKeyEngine engine, ExecutorService executor,
			List<LatencyHistogram> latencies, long millis) throws Exception {
		latencies.forEach(LatencyHistogram::clear);
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		List<Future<?>> results = new ArrayList<>();
		for (LatencyHistogram histogram : latencies) {
			results.add(executor.submit(() -> measure(engine, histogram, end)));
		}
		for (Future<?> result : results) {
			result.get();
		}
		LatencyHistogram all = latencies.get(0);
		latencies.subList(1, THREADS).forEach(all::add);
		return all;
	}

	private static void measure(HotKeyEngine engine, LatencyHistogram latencies, long end) {
		for (long now = System.nanoTime(); now - end < 0;) {
			now = decide(engine, latencies, now, end);
		}
	}

	private static long decide(HotKeyEngine engine, LatencyHistogram latencies, long start, long end) {
		long now = start;
		for (int i = 0; i < DECISIONS; i++) {
			engine.decide();
			long after = System.nanoTime();
			if (after - end < 0) {
				latencies.record(after - now);
			}
			now = after;
		}
		return now;
	}

}
