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

package io.github.apisecurity.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;

/**
 * The packaged sample application in a process of its own, on a port the operating system
 * chooses. {@code sample.java.home} names another JDK for it,
 * {@code sample.jvm-arguments} further arguments.
 */
final class SampleProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

	private static final Duration LINE_TIMEOUT = Duration.ofSeconds(10);

	private static final Pattern PORT = Pattern.compile("Tomcat started on ports? (\\d+)");

	private static final String STARTED = "Started SampleApplication";

	private static final String AUDIT_LOGGER = "io.github.apisecurity.audit";

	private final JsonMapper json = new JsonMapper();

	private final Process process;

	private final List<String> lines = new ArrayList<>();

	private final Thread outputReader;

	private boolean ended;

	private SampleProcess(Process process) {
		this.process = process;
		this.outputReader = new Thread(this::read, "sample-output");
		this.outputReader.setDaemon(true);
		this.outputReader.start();
		// Not left behind when the build is interrupted.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	static SampleProcess start(String... jvmArguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("sample.java.home"), "bin", "java").toString());
		// Starts in half the time; nothing here runs long enough to be worth optimizing.
		command.add("-XX:TieredStopAtLevel=1");
		command.addAll(List.of(StringUtils.tokenizeToStringArray(System.getProperty("sample.jvm-arguments", ""), " ")));
		command.addAll(Arrays.asList(jvmArguments));
		command.addAll(List.of("-jar", System.getProperty("sample.jar"), "--server.port=0",
				"--spring.sql.init.data-locations=classpath:data.sql," + Canaries.script()));
		try {
			SampleProcess sample = new SampleProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
			sample.awaitLine((line) -> line.contains(STARTED), START_TIMEOUT);
			return sample;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		Matcher matcher = PORT.matcher(awaitLine((line) -> PORT.matcher(line).find(), START_TIMEOUT));
		matcher.find();
		return Integer.parseInt(matcher.group(1));
	}

	/**
	 * Wait for an audit event that the predicate accepts.
	 * @param predicate tells the event that is waited for
	 * @return the event
	 */
	JsonNode awaitAuditEvent(Predicate<JsonNode> predicate) {
		return parse(awaitLine((line) -> isAuditEvent(line) && predicate.test(parse(line)), LINE_TIMEOUT));
	}

	synchronized String output() {
		return String.join(System.lineSeparator(), this.lines);
	}

	@Override
	public void close() {
		ProcessHandle handle = this.process.toHandle();
		handle.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				handle.destroyForcibly();
			}
			this.outputReader.join(LINE_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			handle.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		Canaries.assertAbsent("the log", output());
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			String line = reader.readLine();
			while (line != null) {
				add(line);
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			add(ex.toString());
		}
		finally {
			end();
		}
	}

	private synchronized void add(String line) {
		this.lines.add(line);
		notifyAll();
	}

	private synchronized void end() {
		this.ended = true;
		notifyAll();
	}

	private synchronized String awaitLine(Predicate<String> predicate, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		int next = 0;
		while (true) {
			for (; next < this.lines.size(); next++) {
				if (predicate.test(this.lines.get(next))) {
					return this.lines.get(next);
				}
			}
			long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (this.ended || remaining <= 0) {
				throw new AssertionError((this.ended ? "The application ended" : "Nothing came within " + timeout)
						+ ". Its output:" + System.lineSeparator() + output());
			}
			try {
				wait(remaining);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
		}
	}

	private boolean isAuditEvent(String line) {
		return line.contains(AUDIT_LOGGER) && line.contains("{");
	}

	private JsonNode parse(String line) {
		return this.json.readTree(line.substring(line.indexOf('{')));
	}

}
