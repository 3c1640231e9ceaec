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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.apisecurity.password.PasswordAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Many logins at the same moment, in a process with little memory: with as many hashes at
 * the same time as there are processors, and without bound.
 */
public final class LoginFloodBenchmark {

	private static final int LOGINS = 200;

	private LoginFloodBenchmark() {
	}

	public static void main(String[] arguments) throws Exception {
		if (arguments.length == 2) {
			flood(arguments[1]);
			return;
		}
		for (String maxConcurrent : List.of("", String.valueOf(LOGINS))) {
			List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
					LoginFloodBenchmark.class.getName(), "flood", maxConcurrent);
			new ProcessBuilder(command).inheritIO().start().waitFor();
		}
	}

	private static void flood(String maxConcurrent) throws InterruptedException {
		SpringApplication application = new SpringApplication(PasswordAutoConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(
				Map.of("api-security.password.algorithm", "argon2id", "api-security.password.max-concurrent",
						maxConcurrent, "spring.main.banner-mode", "off", "logging.level.root", "error"));
		PasswordEncoder encoder = application.run().getBean(PasswordEncoder.class);
		String stored = Objects.requireNonNull(encoder.encode("correct horse battery staple"));
		ExecutorService users = Executors.newFixedThreadPool(LOGINS);
		List<Future<Boolean>> logins = new ArrayList<>();
		for (int i = 0; i < LOGINS; i++) {
			logins.add(users.submit(() -> encoder.matches("correct horse battery staple", stored)));
		}
		Map<String, Integer> results = new TreeMap<>();
		for (Future<Boolean> login : logins) {
			try {
				results.merge(login.get() ? "verified" : "wrong", 1, Integer::sum);
			}
			catch (ExecutionException ex) {
				results.merge(Objects.requireNonNull(ex.getCause()).getClass().getSimpleName(), 1, Integer::sum);
			}
		}
		users.shutdownNow();
		System.out.println(LOGINS + " logins at once, 128 MB of heap, "
				+ (maxConcurrent.isEmpty() ? "bounded: " : "without bound: ") + results);
	}

}
