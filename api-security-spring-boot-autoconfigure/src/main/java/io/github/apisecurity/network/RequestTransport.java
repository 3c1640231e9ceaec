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

package io.github.apisecurity.network;

import java.util.List;

import io.github.apisecurity.config.PropertyValue;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a request has come to the nearest server that ends TLS. What a proxy says
 * counts only where it is trusted.
 *
 * @param proxies the proxies that are trusted
 * @param header the headers they write
 * @since 0.1.0
 */
public record RequestTransport(IpRangeTable proxies, ForwardedHeader header) {

	/**
	 * Create an instance.
	 * @param properties the proxies that are trusted, and the header they write
	 * @return the instance
	 */
	public static RequestTransport of(NetworkProperties properties) {
		String property = "api-security.network.trusted-proxies";
		List<IpRange> proxies = IpRange.parseAll(property, properties.getTrustedProxies());
		for (int i = 0; i < proxies.size(); i++) {
			PropertyValue.refuseIf(proxies.get(i).prefixLength() == 0, property + "[" + i + "]", proxies.get(i),
					"This trusts everybody, so that any client can choose its own address. Name the ranges of your "
							+ "proxies only.");
		}
		return new RequestTransport(IpRangeTable.of(proxies), properties.getForwardedHeader());
	}

	boolean isTrusted(@Nullable IpAddress address) {
		return address != null && this.proxies.contains(address);
	}

	/**
	 * Return how a request has come.
	 * @param request the request
	 * @return how
	 */
	public Transport find(HttpServletRequest request) {
		HttpServletRequest received = received(request);
		IpAddress peer = (this.proxies.size() > 0) ? IpAddress.parse(received.getRemoteAddr()) : null;
		List<String> schemes = isTrusted(peer) ? ForwardedHops.schemes(received, this.header) : List.of();
		if (schemes.isEmpty()) {
			return (received.isSecure()) ? Transport.SECURE : Transport.UNKNOWN;
		}
		// One hop in clear is enough to read it, and a client may have written the
		// others.
		return (schemes.stream().allMatch("https"::equalsIgnoreCase)) ? Transport.SECURE : Transport.PLAIN;
	}

	/**
	 * Return whether a request has come over TLS, as far as the server, a trusted proxy
	 * or a filter of the application can tell.
	 * @param request the request
	 * @return whether it has
	 */
	public boolean isSecure(HttpServletRequest request) {
		Transport transport = (this.proxies.size() > 0) ? find(request) : Transport.UNKNOWN;
		return transport == Transport.SECURE || (transport == Transport.UNKNOWN && request.isSecure());
	}

	/**
	 * Return the request as the server has received it.
	 * @param request the request
	 * @return the request without what filters have changed
	 */
	public static HttpServletRequest received(HttpServletRequest request) {
		// A wrapper may have taken the headers away and put the address of anybody.
		ServletRequest received = request;
		while (received instanceof ServletRequestWrapper wrapper) {
			received = wrapper.getRequest();
		}
		return (received instanceof HttpServletRequest httpRequest) ? httpRequest : request;
	}

	/**
	 * How a request has come.
	 */
	public enum Transport {

		/**
		 * Over TLS.
		 */
		SECURE,

		/**
		 * Without TLS, as a trusted proxy says.
		 */
		PLAIN,

		/**
		 * Without TLS to this server, and nobody who is trusted says more.
		 */
		UNKNOWN

	}

}
