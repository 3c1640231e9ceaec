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

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClientAddressResolver} that believes forwarded headers only as far as trusted
 * proxies wrote them: it walks the hops from the nearest to the farthest and stops at the
 * first that is not a trusted proxy. What stands farther may be made up.
 */
class ForwardedClientAddressResolver implements ClientAddressResolver {

	private static final Log log = LogFactory.getLog(ForwardedClientAddressResolver.class);

	private static final List<IpRange> PRIVATE_RANGES = List.of(range("10.0.0.0/8"), range("172.16.0.0/12"),
			range("192.168.0.0/16"), range("127.0.0.0/8"), range("100.64.0.0/10"), range("fc00::/7"),
			range("fe80::/10"), range("::1/128"));

	private final List<IpRange> trustedProxies;

	private final ForwardedHeader header;

	private final AtomicBoolean warned = new AtomicBoolean();

	ForwardedClientAddressResolver(List<IpRange> trustedProxies, ForwardedHeader header) {
		this.trustedProxies = List.copyOf(trustedProxies);
		this.header = header;
	}

	private static IpRange range(String text) {
		return IpRange.parse("", text);
	}

	@Override
	public String resolve(HttpServletRequest request) {
		IpAddress peer = IpAddress.parse(request.getRemoteAddr());
		if (peer == null) {
			// A unix domain socket, for instance.
			return request.getRemoteAddr();
		}
		if (!isTrusted(peer)) {
			warnIfForwarded(request, peer);
			return peer.toString();
		}
		return resolve(request, peer).toString();
	}

	private IpAddress resolve(HttpServletRequest request, IpAddress peer) {
		boolean xForwardedFor = isPresent(request, ForwardedHeader.X_FORWARDED_FOR, "X-Forwarded-For");
		boolean forwarded = isPresent(request, ForwardedHeader.FORWARDED, "Forwarded");
		if (xForwardedFor && forwarded) {
			IpAddress first = walk(peer, ForwardedHops.xForwardedFor(request));
			IpAddress second = walk(peer, ForwardedHops.forwarded(request));
			return (first.equals(second)) ? first : peer;
		}
		if (xForwardedFor) {
			return walk(peer, ForwardedHops.xForwardedFor(request));
		}
		return (forwarded) ? walk(peer, ForwardedHops.forwarded(request)) : peer;
	}

	private boolean isPresent(HttpServletRequest request, ForwardedHeader candidate, String name) {
		return (this.header == ForwardedHeader.AUTO || this.header == candidate) && request.getHeader(name) != null;
	}

	private IpAddress walk(IpAddress peer, List<String> hops) {
		IpAddress client = peer;
		for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
			IpAddress hop = ForwardedHops.parse(hops.get(i));
			if (hop == null) {
				return client;
			}
			client = hop;
		}
		return client;
	}

	private boolean isTrusted(@Nullable IpAddress address) {
		for (IpRange range : this.trustedProxies) {
			if (range.contains(address)) {
				return true;
			}
		}
		return false;
	}

	private void warnIfForwarded(HttpServletRequest request, IpAddress peer) {
		if (this.warned.get()
				|| (request.getHeader("X-Forwarded-For") == null && request.getHeader("Forwarded") == null)) {
			return;
		}
		if (PRIVATE_RANGES.stream().anyMatch((range) -> range.contains(peer))
				&& this.warned.compareAndSet(false, true)) {
			log.warn("Forwarded headers from " + peer + " are ignored: all its requests count as one client. If it is "
					+ "your proxy, add its range to 'api-security.network.trusted-proxies'.");
		}
	}

}
