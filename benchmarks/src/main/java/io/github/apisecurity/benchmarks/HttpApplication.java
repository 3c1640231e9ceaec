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
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;

/**
 * An application in a process of its own.
 *
 * @param process the process
 * @param port the port
 * @param startup the milliseconds from the start of the JVM until requests were answered
 * @param startupCpu the milliseconds of processor time of the start
 */
record HttpApplication(Process process, int port, double startup, double startupCpu) implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern STARTED = Pattern.compile("process running for ([\\d.]+)");

	private static Duration cpu(Process process) {
		return process.info().totalCpuDuration().orElseThrow();
	}

	/**
	 * Return the processor time used so far.
	 * @return the processor time
	 */
	Duration cpu() {
		return cpu(this.process);
	}

	/**
	 * Connect to the counters of allocated bytes of the application.
	 * @return the threads
	 * @throws Exception if the process does not let itself be asked
	 */
	ThreadMXBean threads() throws Exception {
		VirtualMachine machine = VirtualMachine.attach(Long.toString(this.process.pid()));
		try {
			return ManagementFactory.newPlatformMXBeanProxy(
					JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))
						.getMBeanServerConnection(),
					ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
		}
		finally {
			machine.detach();
		}
	}

	InetSocketAddress address() {
		return new InetSocketAddress("127.0.0.1", this.port);
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	/**
	 * What is started.
	 *
	 * @param name the name in the table
	 * @param module the module whose class path it has
	 * @param main the main class
	 * @param arguments the arguments
	 */
	record Kind(String name, String module, String main, List<String> arguments) {

		boolean masks() {
			return !this.module.equals("plain") && !this.arguments.contains("--api-security.masking.enabled=false");
		}

		HttpApplication start(String issuer) throws IOException, InterruptedException {
			Path target = Path.of("http-" + this.module, "target").toAbsolutePath();
			Path log = Files.createDirectories(Path.of("target", "http")).resolve(this.name.replace(' ', '-') + ".log");
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(List.of("-Xmx512m", "-cp",
					target.resolve("classes") + ":" + Files.readString(target.resolve("classpath.txt")).trim(),
					"io.github.apisecurity.benchmarks.http." + this.main, "--server.port=0",
					"--server.address=127.0.0.1", "--server.tomcat.max-keep-alive-requests=-1",
					"--spring.application.name=benchmark", "--issuer=" + issuer));
			command.addAll(this.arguments);
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(Redirect.to(log.toFile()))
				.start();
			long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
			while (process.isAlive() && System.nanoTime() < end) {
				String output = Files.readString(log);
				Matcher started = STARTED.matcher(output);
				Matcher port = PORT.matcher(output);
				if (started.find() && port.find()) {
					return new HttpApplication(process, Integer.parseInt(port.group(1)),
							Double.parseDouble(started.group(1)) * 1000, cpu(process).toNanos() / 1e6);
				}
				Thread.sleep(20);
			}
			process.destroyForcibly();
			throw new IOException(this.name + " does not start, see " + log.toAbsolutePath());
		}

	}

}
