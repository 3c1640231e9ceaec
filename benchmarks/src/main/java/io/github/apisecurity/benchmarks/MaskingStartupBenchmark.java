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

import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.benchmarks.MaskingBenchmark.Customer;
import io.github.apisecurity.benchmarks.MaskingBenchmark.MaskedCustomer;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.jackson.MaskingModule;
import io.github.apisecurity.masking.jackson.RevealSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/**
 * What masking costs once: a mapper and its first document, in a JVM that has done
 * nothing before, class loading included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(20)
public class MaskingStartupBenchmark {

	private final Customer customer = MaskingBenchmark.customer(new Random(1));

	private final MaskedCustomer maskedCustomer = MaskedCustomer.of(this.customer);

	@Benchmark
	public byte[] customer() {
		return new JsonMapper().writeValueAsBytes(this.customer);
	}

	@Benchmark
	public byte[] customerMasked() {
		return JsonMapper.builder()
			.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none()))
			.build()
			.writeValueAsBytes(this.maskedCustomer);
	}

}
