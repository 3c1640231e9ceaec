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

package io.github.apisecurity.validation.url;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.network.PublicAddresses;

/**
 * Hosts all of whose addresses are public.
 */
final class PublicHosts {

	/**
	 * Asks the resolver of the operating system, which has no time-out of its own, on
	 * threads that may be given up.
	 */
	private static final ExecutorService executor = DaemonThreads.pool("api-security-resolve-", 8, 64);

	private PublicHosts() {
	}

	/**
	 * Return whether a host is public.
	 * @param host the name of the host
	 * @return whether it has addresses, found within three seconds, and all are public
	 */
	static boolean contain(String host) {
		try {
			return arePublic(executor.submit(() -> InetAddress.getAllByName(host)).get(3, TimeUnit.SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			return false;
		}
	}

	static boolean arePublic(InetAddress... addresses) {
		return Arrays.stream(addresses).allMatch(PublicAddresses::contains);
	}

}
