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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One of the processes of {@link HotKeyBenchmark}.
 */
public final class HotKeyClient {

	private static final int THREADS = 8;

	private static final long WARM_UP_SECONDS = 20;

	private HotKeyClient() {
	}

	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[1]);
		long seconds = Long.parseLong(args[2]);
		try (HotKeyEngine engine = HotKeyEngine.create(HotKeyEngine.Kind.valueOf(args[0]), port)) {
			System.out.println("ready");
			if (System.in.read() == -1) {
				return;
			}
			ExecutorService executor = Executors.newFixedThreadPool(THREADS, (task) -> {
				Thread thread = new Thread(task);
				thread.setDaemon(true);
				return thread;
			});
			long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS);
			long end = start + TimeUnit.SECONDS.toNanos(seconds);
			List<Future<LatencyHistogram>> results = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				results.add(executor.submit((Callable<LatencyHistogram>) () -> measure(engine, start, end)));
			}
			LatencyHistogram latencies = new LatencyHistogram();
			for (Future<LatencyHistogram> result : results) {
				latencies.add(result.get());
			}
			System.out.println("result " + latencies);
		}
	}

	private static LatencyHistogram measure(HotKeyEngine engine, long start, long end) {
		LatencyHistogram latencies = new LatencyHistogram();
		long now = System.nanoTime();
		while (now - end < 0) {
			engine.decide();
			long after = System.nanoTime();
			if (now - start >= 0) {
				latencies.record(after - now);
			}
			now = after;
		}
		return latencies;
	}

}
