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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a request costs, compared with a hand-written resource server. The applications
 * run in processes of their own, with class paths of their own, and are loaded in turns.
 */
public final class HttpPathBenchmark {

	private static final int USERS = 100;

	private HttpPathBenchmark() {
	}

	/**
	 * Run it.
	 * @param args {@code full}, {@code quick}, {@code features} (each off in turn),
	 * {@code alone} (each alone), {@code growth} (a hundred of a thing instead of one) or
	 * {@code attack} (what is refused, see {@link HttpAttack}); after a comma, the names
	 * of the applications to be compared with the first, or arguments for the starter
	 * that begin with {@code --}
	 * @throws Exception if an application does not start or refuses a request
	 */
	public static void main(String[] args) throws Exception {
		List<String> words = List.of(((args.length > 0) ? args[0] : "full").split(","));
		HttpPathPlan plan = HttpPathPlan.of(words);
		try (HttpIssuer issuer = HttpIssuer.start(); RedisServer redis = redis()) {
			List<byte[]> requests = requests(issuer);
			if (plan.mode().equals("attack")) {
				HttpAttack.run(plan, issuer, requests);
				return;
			}
			List<Candidate> candidates = new ArrayList<>();
			try {
				for (HttpApplication.Kind kind : plan.kinds((redis != null) ? redis.port() : 0)) {
					candidates.add(new Candidate(kind));
				}
				for (int i = 0; i < plan.starts(); i++) {
					for (Candidate candidate : candidates) {
						candidate.start(issuer.uri());
					}
				}
				for (Candidate candidate : candidates) {
					candidate.warmUp(requests, plan.warmUpTurns());
				}
				List<Candidate> order = new ArrayList<>(candidates);
				for (int round = 0; round < plan.rounds(); round++) {
					for (Candidate candidate : order) {
						candidate.turn(plan.turnMillis());
					}
					Collections.reverse(order);
				}
				print(candidates);
			}
			finally {
				candidates.forEach(Candidate::close);
			}
		}
	}

	private static @Nullable RedisServer redis() throws IOException, InterruptedException {
		boolean installed = Stream.of(System.getenv("PATH").split(":"))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "redis-server")));
		if (!installed) {
			System.out.println("There is no redis-server on the PATH: nothing is measured on Redis.");
			return null;
		}
		return RedisServer.start();
	}

	static List<byte[]> requests(HttpIssuer issuer) throws Exception {
		List<byte[]> requests = new ArrayList<>();
		for (int user = 0; user < USERS; user++) {
			requests.add(("GET /api/customers/" + user + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
					+ "Authorization: Bearer " + issuer.token("user-" + user) + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		}
		return requests;
	}

	private static void print(List<Candidate> candidates) {
		Candidate floor = candidates.get(0);
		System.out.printf(Locale.ROOT, "%n%-28s %22s %22s %22s %22s %22s%n", "to " + floor.kind.name(), "requests/s",
				"CPU per request", "p99", "start-up", "CPU of start-up");
		for (Candidate candidate : candidates) {
			System.out.printf("%-28s %22s %22s %22s %22s %22s%n", candidate.kind.name(),
					ratio(candidate.turns, floor.turns, Turn::throughput),
					ratio(candidate.turns, floor.turns, Turn::cpu), ratio(candidate.turns, floor.turns, Turn::p99),
					ratio(candidate.starts, floor.starts, HttpApplication::startup),
					ratio(candidate.starts, floor.starts, HttpApplication::startupCpu));
		}
		System.out.printf(Locale.ROOT, "%n%-28s %22s %22s %22s %22s%n", "median", "requests/s", "CPU per request (us)",
				"p99 (ms)", "start-up (ms)");
		for (Candidate candidate : candidates) {
			System.out.printf(Locale.ROOT, "%-28s %22.0f %22.0f %22.1f %22.0f%n", candidate.kind.name(),
					median(candidate.turns, Turn::throughput), median(candidate.turns, Turn::cpu),
					median(candidate.turns, Turn::p99), median(candidate.starts, HttpApplication::startup));
		}
	}

	private static <T> String ratio(List<T> values, List<T> floor, ToDoubleFunction<T> value) {
		double[] ratios = new double[values.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = value.applyAsDouble(values.get(i)) / value.applyAsDouble(floor.get(i));
		}
		Arrays.sort(ratios);
		return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", ratios[ratios.length / 2], ratios[ratios.length / 4],
				ratios[ratios.length * 3 / 4]);
	}

	private static <T> double median(List<T> values, ToDoubleFunction<T> value) {
		double[] sorted = values.stream().mapToDouble(value).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	/**
	 * What was measured in one turn.
	 *
	 * @param throughput the requests per second
	 * @param cpu the microseconds of processor time per request
	 * @param p99 the milliseconds that one of a hundred requests took longer than
	 */
	private record Turn(double throughput, double cpu, double p99) {

	}

	/**
	 * An application that is compared with the first.
	 */
	private static final class Candidate {

		private final HttpApplication.Kind kind;

		private final List<HttpApplication> starts = new ArrayList<>();

		private final List<Turn> turns = new ArrayList<>();

		private final LatencyHistogram latencies = new LatencyHistogram();

		private @Nullable HttpLoad load;

		Candidate(HttpApplication.Kind kind) {
			this.kind = kind;
		}

		void start(String issuer) throws IOException, InterruptedException {
			close();
			this.starts.add(this.kind.start(issuer));
		}

		HttpApplication running() {
			return this.starts.get(this.starts.size() - 1);
		}

		// Until the processor time of a request does not fall any more.
		void warmUp(List<byte[]> requests, int limit) throws IOException {
			this.load = new HttpLoad(running().address(), requests);
			String answer = this.load.first();
			if (answer.contains("alice.0@example.com") == this.kind.masks()) {
				throw new IOException(this.kind.name() + " answers " + answer);
			}
			System.out.print("Warming up " + this.kind.name() + ", us of CPU per request:");
			double best = Double.MAX_VALUE;
			int sinceBest = 0;
			for (int i = 0; i < limit && sinceBest < 3; i++) {
				double cpu = measure(5000).cpu();
				System.out.printf(Locale.ROOT, " %.0f", cpu);
				sinceBest = (cpu < best * 0.97) ? 0 : sinceBest + 1;
				best = Math.min(best, cpu);
			}
			System.out.println();
		}

		void turn(long millis) throws IOException {
			this.turns.add(measure(millis));
		}

		private Turn measure(long millis) throws IOException {
			this.latencies.clear();
			long cpu = running().cpu().toNanos();
			long start = System.nanoTime();
			long answers = Objects.requireNonNull(this.load).run(millis, this.latencies);
			double seconds = (System.nanoTime() - start) / 1e9;
			return new Turn(answers / seconds, (running().cpu().toNanos() - cpu) / 1000.0 / answers,
					this.latencies.percentile(0.99));
		}

		void close() {
			this.starts.forEach(HttpApplication::close);
		}

	}

}
