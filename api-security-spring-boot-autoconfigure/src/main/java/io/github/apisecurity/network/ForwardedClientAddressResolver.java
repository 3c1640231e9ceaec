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
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClientAddressResolver} that believes forwarded headers only as far as trusted
 * proxies wrote them: it walks the hops from the nearest to the farthest and stops at the
 * first that is not a trusted proxy. What stands farther may be made up. What cannot be
 * read never ends as the address of a proxy, which lists may trust.
 */
class ForwardedClientAddressResolver implements ClientAddressResolver {

	private static final Log log = LogFactory.getLog(ForwardedClientAddressResolver.class);

	private static final Problem CONTRADICTION = Problem.of(ProblemType.BAD_REQUEST)
		.withDetail("The headers that proxies write contradict each other.");

	private final RequestTransport transport;

	private final AtomicBoolean warned = new AtomicBoolean();

	private final AtomicBoolean warnedOfOther = new AtomicBoolean();

	ForwardedClientAddressResolver(RequestTransport transport) {
		this.transport = transport;
	}

	@Override
	public String resolve(HttpServletRequest request) {
		HttpServletRequest received = (this.transport.proxies().size() == 0) ? request
				: RequestTransport.received(request);
		IpAddress client = IpAddress.parse(received.getRemoteAddr());
		if (client != null && this.transport.isTrusted(client)) {
			client = resolve(received, client);
		}
		else if (client != null) {
			warnIfForwarded(received, client);
		}
		// A unix domain socket has no address, for instance.
		return (client != null) ? client.toString() : UNKNOWN;
	}

	private @Nullable IpAddress resolve(HttpServletRequest request, IpAddress peer) {
		boolean xForwardedFor = isPresent(request, ForwardedHeader.X_FORWARDED_FOR, "X-Forwarded-For");
		boolean forwarded = isPresent(request, ForwardedHeader.FORWARDED, "Forwarded");
		if (!xForwardedFor && !forwarded) {
			// Without any header it is the proxy that asks, such as for the health.
			return (isForwarded(request)) ? warnOfOther(peer) : peer;
		}
		IpAddress client = walk(peer,
				(forwarded) ? ForwardedHops.forwarded(request) : ForwardedHops.xForwardedFor(request));
		if (xForwardedFor && forwarded
				&& (client == null || !client.equals(walk(peer, ForwardedHops.xForwardedFor(request))))) {
			throw new ProblemException(CONTRADICTION);
		}
		return client;
	}

	private boolean isPresent(HttpServletRequest request, ForwardedHeader candidate, String name) {
		return (this.transport.header() == ForwardedHeader.AUTO || this.transport.header() == candidate)
				&& request.getHeader(name) != null;
	}

	private @Nullable IpAddress walk(IpAddress peer, List<String> hops) {
		IpAddress client = peer;
		for (String hop : hops) {
			client = ForwardedHops.parse(hop);
			if (!this.transport.isTrusted(client)) {
				return client;
			}
		}
		return (hops.size() < ForwardedHops.MAX_HOPS) ? client : null;
	}

	private static boolean isForwarded(HttpServletRequest request) {
		return request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null;
	}

	private @Nullable IpAddress warnOfOther(IpAddress peer) {
		if (this.warnedOfOther.compareAndSet(false, true)) {
			log.warn("The trusted proxy " + peer + " writes another header than the one that "
					+ "'api-security.network.forwarded-header' names: the address of its clients is unknown. Name that "
					+ "header.");
		}
		return null;
	}

	private void warnIfForwarded(HttpServletRequest request, IpAddress peer) {
		if (!this.warned.get() && isForwarded(request) && !PublicAddresses.contains(peer)
				&& this.warned.compareAndSet(false, true)) {
			log.warn("Forwarded headers from " + peer + " are ignored: all its requests count as one client. If it is "
					+ "your proxy, add its range to 'api-security.network.trusted-proxies'.");
		}
	}

}
