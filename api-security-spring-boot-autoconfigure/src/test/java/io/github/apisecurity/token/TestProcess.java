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

package io.github.apisecurity.token;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.Constructor;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another process of this test, with the same class path, which ends with it.
 */
public final class TestProcess implements AutoCloseable {

	private final Process process;

	private TestProcess(Process process) {
		this.process = process;
	}

	public static TestProcess start(Class<? extends Main> main, Object... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx256m", "-Djava.rmi.server.hostname=127.0.0.1", "-cp", classPath(),
						TestProcess.class.getName(), main.getName()));
		for (Object argument : arguments) {
			command.add(String.valueOf(argument));
		}
		try {
			return new TestProcess(new ProcessBuilder(command).redirectOutput(Redirect.INHERIT)
				.redirectError(Redirect.INHERIT)
				.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String classPath() {
		// Some launchers have a class loader of their own.
		return (TestProcess.class.getClassLoader() instanceof URLClassLoader loader)
				? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
				: System.getProperty("java.class.path");
	}

	public static void main(String[] args) throws Exception {
		Constructor<?> constructor = Class.forName(args[0]).getDeclaredConstructor();
		constructor.setAccessible(true);
		((Main) constructor.newInstance()).run(Arrays.copyOfRange(args, 1, args.length));
		while (System.in.read() >= 0) {
			// Nothing is said, until the other process ends.
		}
		System.exit(0);
	}

	public static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * End the process at once, as {@code kill -9} does.
	 */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the process does.
	 */
	public interface Main {

		void run(String... args) throws Exception;

	}

}
