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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.redis.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four processes with eight threads each on one key of one Redis.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
@Tag("exhaustive")
class RedisExactnessTests {

	private static final int PROCESSES = 4;

	private static final long QUOTA = 20_000;

	private final RedisProcess redis = RedisProcess.start();

	@AfterAll
	void close() {
		this.redis.close();
	}

	@Test
	void withoutCoalescingGrantsTheQuotaWithOneCommandEach() {
		Outcome outcome = run(false);
		assertThat(outcome.granted()).isEqualTo(QUOTA);
		// The first calls find the script not loaded yet, and send it.
		assertThat(outcome.commands()).isLessThanOrEqualTo(outcome.attempts() + PROCESSES * 8);
	}

	@Test
	void withCoalescingGrantsTheQuotaWithAFractionOfTheCommands() {
		Outcome outcome = run(true);
		assertThat(outcome.granted()).isEqualTo(QUOTA);
		assertThat((double) outcome.commands() / outcome.attempts()).isLessThanOrEqualTo(0.3);
	}

	private Outcome run(boolean coalesce) {
		List<Process> processes = new ArrayList<>();
		try {
			for (int i = 0; i < PROCESSES; i++) {
				processes.add(start(coalesce));
			}
			List<BufferedReader> outputs = processes.stream().map(Process::inputReader).toList();
			for (BufferedReader output : outputs) {
				read(output, "ready");
			}
			long before = commands();
			for (Process process : processes) {
				process.getOutputStream().write('\n');
				process.getOutputStream().flush();
			}
			long granted = 0;
			long attempts = 0;
			for (BufferedReader output : outputs) {
				String[] numbers = read(output, "result ").split(" ");
				granted += Long.parseLong(numbers[0]);
				attempts += Long.parseLong(numbers[1]);
				assertThat(numbers[2]).as("decisions without Redis").isEqualTo("0");
			}
			return new Outcome(granted, attempts, commands() - before);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			processes.forEach(RedisExactnessTests::end);
		}
	}

	private static String read(BufferedReader output, String prefix) throws IOException {
		String line = output.readLine();
		// The log of the process is in between.
		while (line != null && !line.startsWith(prefix)) {
			line = output.readLine();
		}
		assertThat(line).as("line of the process that starts with " + prefix).isNotNull();
		return line.substring(prefix.length());
	}

	private long commands() {
		return this.redis.calls("evalsha") + this.redis.calls("eval");
	}

	private Process start(boolean coalesce) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx96m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("test.class.path", System.getProperty("java.class.path")),
				HotKeyClient.class.getName(), Integer.toString(this.redis.port()), Boolean.toString(coalesce),
				QUOTA + "/30d")
			.redirectError(Redirect.DISCARD)
			.start();
	}

	private static void end(Process process) {
		try {
			process.getOutputStream().close();
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
		catch (IOException | InterruptedException ex) {
			process.destroyForcibly();
		}
	}

	private record Outcome(long granted, long attempts, long commands) {

	}

}
