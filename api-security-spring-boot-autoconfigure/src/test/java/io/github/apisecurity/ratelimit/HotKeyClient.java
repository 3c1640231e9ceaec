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

package io.github.apisecurity.ratelimit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.redis.RedisExecutors;

/**
 * One of several instances of an application: asks for tokens of one key with eight
 * threads until there are none left. Run by {@link RedisExactnessTests} as a process of
 * its own.
 */
public final class HotKeyClient {

	private static final int THREADS = 8;

	private HotKeyClient() {
	}

	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[0]);
		boolean coalesce = Boolean.parseBoolean(args[1]);
		try (RedisExecutors executors = RedisExecutors.connect(port, Duration.ofSeconds(20))) {
			TestPolicies.Engine engine = new TestPolicies.Engine(
					new RedisRateLimitStore(executors.executor(), "test:", coalesce));
			Charge charge = TestPolicies.charge("hot", "key" + coalesce, TestPolicies.limits(args[2]), 1);
			AtomicLong granted = new AtomicLong();
			AtomicLong attempts = new AtomicLong();
			AtomicLong fallbacks = new AtomicLong();
			System.out.println("ready");
			awaitStart();
			CountDownLatch done = new CountDownLatch(THREADS);
			for (int i = 0; i < THREADS; i++) {
				new Thread(() -> {
					boolean more = true;
					while (more) {
						TestPolicies.Answer answer = engine.decide(charge);
						attempts.incrementAndGet();
						more = answer.granted();
						if (answer.result().equals("FALLBACK")) {
							fallbacks.incrementAndGet();
						}
						else if (more) {
							granted.incrementAndGet();
						}
					}
					done.countDown();
				}).start();
			}
			done.await();
			System.out.println("result " + granted + " " + attempts + " " + fallbacks);
		}
	}

	private static void awaitStart() throws IOException {
		if (System.in.read() == -1) {
			throw new IOException("The test has ended");
		}
	}

}
