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
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.jackson.MaskingModule;
import io.github.apisecurity.masking.jackson.RevealSource;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * weigh most. A machine may change its speed between two benchmarks, so each writes the
 * page without masks and the page with masks in turns and compares them turn by turn.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(6)
public class MaskingBenchmark {

	private static final int SIZE = 1000;

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
		Random random = new Random(1);
		this.customers = IntStream.range(0, SIZE).mapToObj((i) -> customer(random)).toList();
		this.maskedCustomers = this.customers.stream().map(MaskedCustomer::of).toList();
		this.rows = IntStream.range(0, SIZE).mapToObj((i) -> row(i, random)).toList();
		this.maskedRows = this.rows.stream()
			.map((dto) -> new MaskedRow(dto.id(), dto.first(), dto.last(), dto.email(), dto.phone(), dto.nationalId(),
					dto.street(), dto.city(), dto.country(), dto.year(), dto.active(), dto.note()))
			.toList();
	}

	static Customer customer(Random random) {
		Instant created = Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt());
		Address address = new Address(letters(random, 8, 24), letters(random, 4, 12), digits(random, 5),
				letters(random, 2, 2));
		return new Customer(new UUID(random.nextLong(), random.nextLong()), name(random), email(random), phone(random),
				digits(random, 11), address, Status.values()[random.nextInt(2)],
				List.of(letters(random, 4, 12), letters(random, 4, 12)),
				BigDecimal.valueOf(random.nextInt(1_000_000), 2), LocalDate.ofEpochDay(random.nextInt(20_000)), created,
				created.plusSeconds(random.nextInt(1_000_000)));
	}

	private static Row row(int id, Random random) {
		return new Row(id, letters(random, 3, 9), letters(random, 4, 12), email(random), phone(random),
				digits(random, 11), letters(random, 8, 24), letters(random, 4, 12), letters(random, 2, 2),
				1900 + random.nextInt(100), random.nextBoolean(), letters(random, 4, 12));
	}

	private static String name(Random random) {
		return letters(random, 3, 9) + " " + letters(random, 4, 12);
	}

	private static String email(Random random) {
		return letters(random, 4, 14) + "@" + letters(random, 4, 12) + ".com";
	}

	private static String phone(Random random) {
		return "+" + digits(random, 10 + random.nextInt(3));
	}

	private static String letters(Random random, int min, int max) {
		return random.ints(min + random.nextInt(max - min + 1), 'a', 'z' + 1)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static String digits(Random random, int count) {
		return random.ints(count, '0', '9' + 1)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	@Benchmark
	public int customersInTurns(Turns turns) {
		return turns.take(this::customers, this::customersMasked);
	}

	@Benchmark
	public int rowsInTurns(Turns turns) {
		return turns.take(this::rows, this::rowsMasked);
	}

	private byte[] customers() {
		return this.plain.writeValueAsBytes(this.customers);
	}

	private byte[] customersMasked() {
		return this.masking.writeValueAsBytes(this.maskedCustomers);
	}

	private byte[] rows() {
		return this.plain.writeValueAsBytes(this.rows);
	}

	private byte[] rowsMasked() {
		return this.masking.writeValueAsBytes(this.maskedRows);
	}

	/**
	 * Pages written in turns, so that the machine has the same speed for both.
	 */
	@State(Scope.Thread)
	@AuxCounters(AuxCounters.Type.EVENTS)
	public static class Turns {

		private final double[] throughputs = new double[100_000];

		private int count;

		/**
		 * Forget the turns of the last iteration.
		 */
		@Setup(Level.Iteration)
		public void clear() {
			this.count = 0;
		}

		int take(Supplier<byte[]> page, Supplier<byte[]> maskedPage) {
			// Each of them is first in every other turn.
			boolean swapped = this.count % 2 == 1;
			long start = System.nanoTime();
			int length = ((swapped) ? maskedPage : page).get().length;
			long middle = System.nanoTime();
			length += ((swapped) ? page : maskedPage).get().length;
			double first = middle - start;
			double second = System.nanoTime() - middle;
			this.throughputs[this.count++ % this.throughputs.length] = (swapped) ? second / first : first / second;
			return length;
		}

		/**
		 * Return the throughput with masks, of that without. It is the median, which
		 * turns that were disturbed do not change.
		 * @return the throughput, in percent
		 */
		public double percent() {
			double[] sorted = Arrays.copyOf(this.throughputs, Math.min(this.count, this.throughputs.length));
			Arrays.sort(sorted);
			return 100 * sorted[sorted.length / 2];
		}

	}

	enum Status {

		ACTIVE, BLOCKED

	}

	record Address(String street, String city, String postalCode, String country) {

	}

	record Customer(UUID id, String name, String email, String phone, String nationalId, Address address, Status status,
			List<String> tags, BigDecimal balance, LocalDate birthday, Instant created, Instant updated) {

	}

	record MaskedCustomer(UUID id, String name, @Masked(value = MaskType.EMAIL, revealTo = "ROLE_SUPPORT") String email,
			@Masked(MaskType.PHONE) String phone, @Masked(MaskType.NATIONAL_ID) String nationalId, Address address,
			Status status, List<String> tags, BigDecimal balance, LocalDate birthday, Instant created,
			Instant updated) {

		static MaskedCustomer of(Customer dto) {
			return new MaskedCustomer(dto.id(), dto.name(), dto.email(), dto.phone(), dto.nationalId(), dto.address(),
					dto.status(), dto.tags(), dto.balance(), dto.birthday(), dto.created(), dto.updated());
		}

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
