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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What refusals cost, and what is left for others meanwhile: requests that are refused
 * are sent over 32 connections as fast as they are answered, beside a hundred good ones
 * in a second. A hand-written application answers the same requests, in its own way.
 */
final class HttpAttack {

	private static final int ROUNDS = 3;

	private static final long TURN_MILLIS = 4000;

	/** Before, so that what is refused runs as fast as it can. */
	private static final int WARM_UP_TURNS = 5;

	/** Who has used up a limit. */
	private static final int LIMITED = 99;

	private static final List<String> ARGUMENTS = List.of("--api-security.authorization.rules[0].pattern=/api/admin/**",
			"--api-security.authorization.rules[0].authorities=SCOPE_admin",
			"--api-security.rate-limit.policies.tight.limits=1/1h",
			"--api-security.rate-limit.routes[0].pattern=/api/**", "--api-security.rate-limit.routes[0].policies=api",
			"--api-security.rate-limit.routes[1].pattern=/api/customers/" + LIMITED,
			"--api-security.rate-limit.routes[1].policies=tight");

	private HttpAttack() {
	}

	static void run(HttpPathPlan plan, HttpIssuer issuer, List<byte[]> requests) throws Exception {
		Map<String, List<byte[]>> attacks = attacks(issuer, requests);
		List<byte[]> good = requests.subList(0, LIMITED);
		List<Target> targets = new ArrayList<>();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			for (HttpApplication.Kind kind : List.of(HttpPathPlan.HAND_WRITTEN, plan.ours("ours", ARGUMENTS))) {
				targets.add(new Target(kind.name(), kind.start(issuer.uri()), good, executor));
			}
			System.out.println("Warming up");
			for (Target target : targets) {
				new HttpLoad(target.application.address(), good).run(10_000, new LatencyHistogram());
			}
			System.out.printf("%n%-14s %-14s %8s %14s %24s %20s%n", "", "", "status", "answers/s",
					"CPU per answer (us)", "p99 of good (ms)");
			for (Map.Entry<String, List<byte[]>> attack : attacks.entrySet()) {
				compare(attack.getKey(), attack.getValue(), targets);
			}
		}
		finally {
			executor.shutdownNow();
			targets.forEach((target) -> target.application.close());
		}
	}

	private static Map<String, List<byte[]>> attacks(HttpIssuer issuer, List<byte[]> requests) throws Exception {
		Map<String, List<byte[]>> attacks = new LinkedHashMap<>();
		List<String> tokens = new ArrayList<>();
		List<byte[]> unknown = new ArrayList<>();
		for (int i = 0; i < requests.size(); i++) {
			tokens.add(issuer.token("user-" + i));
			unknown.add(get("/api/customers/0", issuer.token("user-" + i, "unknown-" + i)));
		}
		attacks.put("none", List.of());
		attacks.put("forged",
				tokens.stream()
					.map((token) -> token.substring(0, token.length() - 6) + "AAAAAA")
					.map((token) -> get("/api/customers/0", token))
					.toList());
		attacks.put("garbage",
				IntStream.range(0, requests.size()).mapToObj((i) -> get("/api/customers/0", "garbage-" + i)).toList());
		attacks.put("unknown kid", unknown);
		attacks.put("forbidden", tokens.stream().map((token) -> get("/api/admin/users", token)).toList());
		attacks.put("too large",
				tokens.stream()
					.map((token) -> request("POST /api/customers/0", token,
							"Content-Type: application/json\r\nContent-Length: 10000000\r\n"))
					.toList());
		attacks.put("over the limit", requests.subList(LIMITED, LIMITED + 1));
		return attacks;
	}

	private static byte[] get(String path, String token) {
		return request("GET " + path, token, "");
	}

	private static byte[] request(String line, String token, String headers) {
		return (line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer " + token
				+ "\r\n" + headers + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static void compare(String name, List<byte[]> requests, List<Target> targets) throws Exception {
		List<Target> order = new ArrayList<>(targets);
		for (Target target : targets) {
			target.turns.clear();
			target.attack = new HttpLoad(target.application.address(), requests, true);
			for (int i = 0; i < WARM_UP_TURNS; i++) {
				target.measure(requests.isEmpty(), TURN_MILLIS);
			}
		}
		for (int round = 0; round < ROUNDS; round++) {
			for (Target target : order) {
				target.turns.add(target.measure(requests.isEmpty(), TURN_MILLIS));
			}
			Collections.reverse(order);
		}
		Target floor = targets.get(0);
		for (Target target : targets) {
			System.out.printf("%-14s %-14s %8s %14s %24s %20s%n", name, target.name,
					String.join("/", target.attack.statuses()), target.column(floor, Turn::throughput, "%.0f"),
					target.column(floor, Turn::cpu, "%.0f"), target.column(floor, Turn::p99, "%.1f"));
		}
	}

	/**
	 * What was measured in one turn.
	 *
	 * @param throughput the answers to the attack per second, or to the good requests
	 * when there is none
	 * @param cpu the microseconds of processor time per answer
	 * @param p99 the milliseconds that one of a hundred good requests took longer than
	 */
	private record Turn(double throughput, double cpu, double p99) {

	}

	/**
	 * An application that is attacked.
	 */
	private static final class Target {

		private final String name;

		private final HttpApplication application;

		private final HttpLoad good;

		private final ExecutorService executor;

		private final List<Turn> turns = new ArrayList<>();

		private final LatencyHistogram latencies = new LatencyHistogram();

		private HttpLoad attack;

		Target(String name, HttpApplication application, List<byte[]> good, ExecutorService executor) {
			this.name = name;
			this.application = application;
			this.good = new HttpLoad(application.address(), good);
			this.attack = this.good;
			this.executor = executor;
		}

		Turn measure(boolean quiet, long millis) throws Exception {
			this.latencies.clear();
			long cpu = this.application.cpu().toNanos();
			long start = System.nanoTime();
			Future<Long> good = this.executor.submit(() -> this.good.run(millis, 100, this.latencies));
			long answers = quiet ? good.get() : this.attack.run(millis, new LatencyHistogram());
			double seconds = (System.nanoTime() - start) / 1e9;
			double micros = (this.application.cpu().toNanos() - cpu) / 1000.0;
			good.get();
			return new Turn(answers / seconds, micros / answers, this.latencies.percentile(0.99));
		}

		String column(Target floor, ToDoubleFunction<Turn> value, String format) {
			String median = String.format(Locale.ROOT, format, median(value));
			return (this != floor)
					? median + String.format(Locale.ROOT, " (x%.2f)", median(value) / floor.median(value)) : median;
		}

		private double median(ToDoubleFunction<Turn> value) {
			double[] sorted = this.turns.stream().mapToDouble(value).sorted().toArray();
			return sorted[sorted.length / 2];
		}

	}

}
