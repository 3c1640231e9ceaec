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

package io.github.apisecurity.authentication.jwt;

import java.net.URI;
import java.util.Set;

/**
 * Decides which addresses keys may be fetched from.
 */
final class KeyLocations {

	private KeyLocations() {
	}

	/**
	 * Return whether keys that come from there can be trusted.
	 * @param location the location
	 * @param plainHosts the hosts that may be asked without TLS
	 * @return whether it is HTTPS, or HTTP on the loopback interface or to one of the
	 * hosts
	 */
	static boolean isSecure(URI location, Set<String> plainHosts) {
		if (location.getHost() == null || location.getUserInfo() != null) {
			return false;
		}
		return "https".equalsIgnoreCase(location.getScheme()) || ("http".equalsIgnoreCase(location.getScheme())
				&& (isLoopback(location.getHost()) || plainHosts.contains(location.getHost())));
	}

	private static boolean isLoopback(String host) {
		return host.equalsIgnoreCase("localhost") || host.equals("[::1]")
				|| host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
	}

}
