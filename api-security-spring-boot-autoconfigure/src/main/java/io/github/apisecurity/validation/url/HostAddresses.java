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
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.network.PublicAddresses;

/**
 * The addresses of a host.
 */
@FunctionalInterface
interface HostAddresses {

	/**
	 * Resolve the host.
	 * @param host the name of the host
	 * @return its addresses, at least one
	 * @throws UnknownHostException when it has none
	 */
	InetAddress[] resolve(String host) throws UnknownHostException;

	/**
	 * Return whether the host has addresses and all of them are public.
	 * @param host the name of the host
	 * @return whether they are public
	 */
	default boolean arePublic(String host) {
		try {
			return Arrays.stream(resolve(host)).allMatch(PublicAddresses::contains);
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/**
	 * Looks up on threads that may be given up.
	 */
	ExecutorService executor = DaemonThreads.pool("api-security-resolve-", 8, 64);

	/**
	 * Resolve a host as the operating system does, which has no time-out of its own.
	 * @param host the name of the host
	 * @return its addresses
	 * @throws UnknownHostException when it has none within three seconds
	 */
	static InetAddress[] ofSystem(String host) throws UnknownHostException {
		try {
			Future<InetAddress[]> future = executor.submit(() -> InetAddress.getAllByName(host));
			return future.get(3, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException | RejectedExecutionException ex) {
			throw new UnknownHostException("The host could not be resolved");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UnknownHostException("The host could not be resolved");
		}
	}

}
