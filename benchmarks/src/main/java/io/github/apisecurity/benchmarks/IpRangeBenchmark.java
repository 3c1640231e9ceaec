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

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.network.IpRangeTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of finding an address among a million ranges, as blocklists have them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class IpRangeBenchmark {

	private static final int SIZE = 1_000_000;

	private static final int ADDRESSES = 1 << 16;

	/**
	 * Whether the ranges are of IPv6.
	 */
	@Param({ "false", "true" })
	public boolean ipv6;

	private IpRangeTable table = IpRangeTable.EMPTY;

	private List<IpAddress> addresses = List.of();

	private int next;

	@Setup
	public void createRanges() {
		Random random = new Random(17);
		int length = (this.ipv6) ? 64 : 32;
		this.table = IpRangeTable.of(Stream.generate(() -> address(random))
			.map((address) -> IpRange.parse("", address.network(length) + "/" + length))
			.distinct()
			.limit(SIZE)
			.toList());
		this.addresses = Stream.generate(() -> address(random)).limit(ADDRESSES).toList();
	}

	private IpAddress address(Random random) {
		String text = (this.ipv6)
				? "2001:" + Stream.generate(() -> Integer.toHexString(random.nextInt(1 << 16)))
					.limit(7)
					.reduce((first, second) -> first + ":" + second)
					.orElseThrow()
				: random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
						+ random.nextInt(256);
		IpAddress address = IpAddress.parse(text);
		if (address == null) {
			throw new IllegalStateException(text);
		}
		return address;
	}

	@Benchmark
	public boolean contains() {
		this.next = (this.next + 1) & (ADDRESSES - 1);
		return this.table.contains(this.addresses.get(this.next));
	}

}
