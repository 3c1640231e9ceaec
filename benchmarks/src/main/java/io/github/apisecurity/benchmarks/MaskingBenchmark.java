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

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.json.MaskingModule;
import io.github.apisecurity.masking.json.RevealSource;
import io.github.apisecurity.masking.rule.MaskingRules;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serialization of a page of 1,000 DTOs of 12 properties, 3 of them masked: customers,
 * with the types that DTOs have, and rows of short texts and numbers, where the masks
 * weigh most. The median of the samples stands up to a machine that is disturbed, the
 * mean does not.
 */
@State(Scope.Benchmark)
@BenchmarkMode({ Mode.Throughput, Mode.SampleTime })
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class MaskingBenchmark {

	private final JsonMapper plain = new JsonMapper();

	private final JsonMapper masking = JsonMapper.builder()
		.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none()))
		.build();

	private List<Customer> customers = List.of();

	private List<MaskedCustomer> maskedCustomers = List.of();

	private List<Row> rows = List.of();

	private List<MaskedRow> maskedRows = List.of();

	@Setup
	public void createPages() {
		this.customers = IntStream.range(0, 1000)
			.mapToObj((i) -> new Customer(new UUID(i * 31L, i * 17L), "Ada " + i, "Lovelace",
					"ada" + i + "@example.com", "+905321234567", "41012345321", "Street " + i, "London", "GB",
					Instant.ofEpochSecond(1_700_000_000L + i), new BigDecimal(i + ".50"), true))
			.toList();
		this.maskedCustomers = this.customers.stream()
			.map((dto) -> new MaskedCustomer(dto.id(), dto.first(), dto.last(), dto.email(), dto.phone(),
					dto.nationalId(), dto.street(), dto.city(), dto.country(), dto.since(), dto.limit(), dto.active()))
			.toList();
		this.rows = IntStream.range(0, 1000)
			.mapToObj((i) -> new Row(i, "Ada " + i, "Lovelace", "ada" + i + "@example.com", "+905321234567",
					"41012345321", "Street " + i, "London", "GB", 1815, true, "note " + i))
			.toList();
		this.maskedRows = this.rows.stream()
			.map((dto) -> new MaskedRow(dto.id(), dto.first(), dto.last(), dto.email(), dto.phone(), dto.nationalId(),
					dto.street(), dto.city(), dto.country(), dto.year(), dto.active(), dto.note()))
			.toList();
	}

	@Benchmark
	public byte[] customers() {
		return this.plain.writeValueAsBytes(this.customers);
	}

	@Benchmark
	public byte[] customersMasked() {
		return this.masking.writeValueAsBytes(this.maskedCustomers);
	}

	@Benchmark
	public byte[] rows() {
		return this.plain.writeValueAsBytes(this.rows);
	}

	@Benchmark
	public byte[] rowsMasked() {
		return this.masking.writeValueAsBytes(this.maskedRows);
	}

	private record Customer(UUID id, String first, String last, String email, String phone, String nationalId,
			String street, String city, String country, Instant since, BigDecimal limit, boolean active) {

	}

	private record MaskedCustomer(UUID id, String first, String last,
			@Masked(value = MaskType.EMAIL, revealTo = "ROLE_SUPPORT") String email,
			@Masked(MaskType.PHONE) String phone, @Masked(MaskType.NATIONAL_ID) String nationalId, String street,
			String city, String country, Instant since, BigDecimal limit, boolean active) {

	}

	private record Row(long id, String first, String last, String email, String phone, String nationalId, String street,
			String city, String country, int year, boolean active, String note) {

	}

	private record MaskedRow(long id, String first, String last,
			@Masked(value = MaskType.EMAIL, revealTo = "ROLE_SUPPORT") String email,
			@Masked(MaskType.PHONE) String phone, @Masked(MaskType.NATIONAL_ID) String nationalId, String street,
			String city, String country, int year, boolean active, String note) {

	}

}
