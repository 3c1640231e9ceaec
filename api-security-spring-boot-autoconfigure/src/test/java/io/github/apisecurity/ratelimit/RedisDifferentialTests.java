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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script and the memory store answer exactly what Bucket4j's own local buckets
 * answer.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RedisDifferentialTests {

	private static final int SEQUENCES = Integer.getInteger("ratelimit.differential.sequences", 2000);

	private static final int STEPS = 20;

	private static final String[] WINDOWS = { "1ms", "7ms", "1s", "10s", "1m", "37s", "1h", "1d", "30d" };

	/**
	 * A real time of a server, so that its size is that of production.
	 */
	private static final long START_MICROS = 1_763_750_000_000_000L;

	private final RedisProcess redis = RedisProcess.start();

	private final AtomicLong micros = new AtomicLong(START_MICROS);

	private final TimeMeter clock = new TimeMeter() {

		@Override
		public long currentTimeNanos() {
			return RedisDifferentialTests.this.micros.get() * 1000;
		}

		@Override
		public boolean isWallClockBased() {
			return true;
		}

	};

	private RedisExecutors executors;

	private RedisRateLimitStore store;

	@BeforeAll
	void connect() {
		this.executors = RedisExecutors.connect(this.redis.port(), Duration.ofSeconds(10));
		this.store = new RedisRateLimitStore(this.executors.executor(), "test:", false, this.micros::get);
	}

	@AfterAll
	void close() {
		this.executors.close();
		this.redis.close();
	}

	@Test
	void sameAnswersAsBucket4jForRandomSequences() {
		long granted = 0;
		long denied = 0;
		RateLimitStore memory = TestPolicies.memory(this.clock::currentTimeNanos);
		for (int sequence = 0; sequence < SEQUENCES; sequence++) {
			Random random = new Random(sequence);
			Limits limits = randomLimits(random);
			Bucket bucket = bucketOf(limits);
			// As after a failover; the clock of a process never does.
			boolean clockGoesBack = sequence % 10 == 0;
			long maxCost = Math.min(limits.smallestBurst(), 1 + random.nextInt(20));
			Charge taken = null;
			for (int step = 0; step < STEPS; step++) {
				long cost = 1 + Math.floorMod(random.nextLong(), maxCost);
				Charge charge = TestPolicies.charge("policy" + sequence, "key", limits, cost);
				if (taken != null && random.nextInt(10) == 0) {
					bucket.addTokens(taken.cost());
					this.store.refund(List.of(taken));
					memory.refund(List.of(taken));
				}
				ConsumptionProbe expected = bucket.tryConsumeAndReturnRemaining(cost);
				StoreDecision actual = this.store.tryConsume(List.of(charge));
				verify(sequence, step, expected, actual, cost);
				if (!clockGoesBack) {
					verify(sequence, step, expected, memory.tryConsume(List.of(charge)), cost);
				}
				taken = (expected.isConsumed()) ? charge : taken;
				granted += (expected.isConsumed()) ? 1 : 0;
				denied += (expected.isConsumed()) ? 0 : 1;
				this.micros.addAndGet(randomStep(random, limits, expected, clockGoesBack));
			}
		}

		// Both kinds of answers were compared, and many of them.
		assertThat(granted).isGreaterThan(SEQUENCES * STEPS / 5L);
		assertThat(denied).isGreaterThan(SEQUENCES * STEPS / 5L);
	}

	private Bucket bucketOf(Limits limits) {
		LocalBucketBuilder builder = Bucket.builder();
		for (Bandwidth bandwidth : limits.toConfiguration().getBandwidths()) {
			builder.addLimit(bandwidth);
		}
		return builder.withCustomTimePrecision(this.clock).build();
	}

	private void verify(int sequence, int step, ConsumptionProbe expected, StoreDecision actual, long cost) {
		BucketLevel level = actual.levels().get(0);
		assertThat(actual.granted()).as("granted in step %d of sequence %d under %s", step, sequence, level.limits())
			.isEqualTo(expected.isConsumed());
		assertThat(level.remaining()).as("remaining in step %d of sequence %d under %s", step, sequence, level.limits())
			.isEqualTo(expected.getRemainingTokens());
		if (!expected.isConsumed()) {
			assertThat(level.nanosToWait(cost))
				.as("wait in step %d of sequence %d under %s", step, sequence, level.limits())
				.isEqualTo(expected.getNanosToWaitForRefill());
		}
	}

	private static Limits randomLimits(Random random) {
		List<String> windows = new ArrayList<>(List.of(WINDOWS));
		int count = 1 + random.nextInt(3);
		String[] limits = new String[count];
		for (int i = 0; i < count; i++) {
			String window = windows.remove(random.nextInt(windows.size()));
			long quota = 1 + ((random.nextInt(4) == 0) ? random.nextInt(100_000) : random.nextInt(30));
			if (random.nextInt(10) == 0) {
				quota = 1000L * (1 + random.nextInt(1_000_000));
			}
			long burst = (random.nextBoolean()) ? quota : quota + random.nextInt(50);
			limits[i] = quota + "/" + window + " burst " + burst;
		}
		try {
			return TestPolicies.limits(limits);
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			// Not countable exactly: refused at start-up.
			return randomLimits(random);
		}
	}

	private static long randomStep(Random random, Limits limits, ConsumptionProbe probe, boolean clockGoesBack) {
		long period = limits.toConfiguration().getBandwidths()[0].getRefillPeriodNanos() / 1000;
		return switch (random.nextInt(6)) {
			case 0 -> 0;
			case 1 -> random.nextInt(1000);
			case 2 -> (probe.isConsumed()) ? 1 : probe.getNanosToWaitForRefill() / 1000 + random.nextInt(3);
			case 3 -> Math.floorMod(random.nextLong(), period) * random.nextInt(4);
			case 4 -> (clockGoesBack) ? -random.nextInt(1000) : random.nextInt(10);
			default -> Math.floorMod(random.nextLong(), 2 * period);
		};
	}

}
