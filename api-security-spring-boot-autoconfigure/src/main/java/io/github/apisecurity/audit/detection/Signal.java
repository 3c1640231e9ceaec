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

package io.github.apisecurity.audit.detection;

import java.util.Locale;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.network.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What rules are asked about: one event, as far as it matters to them.
 *
 * @param event the name of the event
 * @param reason its reason
 * @param user the name of the caller, or the one with which a login was attempted
 * @param authenticated whether the caller is who the name says
 * @param address the address of the client, {@code unknown} when nobody can tell,
 * {@code null} outside of a request
 * @param token the identifier of the credential
 * @param route the pattern of the endpoint
 * @param path the path of the request
 */
record Signal(String event, @Nullable String reason, @Nullable String user, boolean authenticated,
		@Nullable String address, @Nullable String token, @Nullable String route, @Nullable String path) {

	static final String PATH_NOT_FOUND = "path_not_found";

	static final String OBJECT_NOT_FOUND = "object_not_found";

	static final String HONEYPOT = "honeypot";

	static final String TOKEN_USED = "token_used";

	static final String REQUEST = "request";

	Signal {
		// Stores of users seldom tell 'Ada' from 'ada'.
		user = (user != null) ? user.strip().toLowerCase(Locale.ROOT) : null;
	}

	static Signal of(SecurityEvent event, @Nullable String route) {
		RequestDetails request = event.request();
		String attempted = (event.details().get("attempted_user") instanceof String name) ? name : null;
		String user = (event.principal() != null) ? event.principal() : attempted;
		return new Signal(event.type().id(), event.reason(), user, event.principal() != null,
				(request != null) ? request.clientAddress() : null, event.tokenId(), route,
				(request != null) ? request.path() : null);
	}

	@Nullable String value(Field field) {
		return switch (field) {
			case USER -> this.user;
			case ADDRESS -> network(32, 64);
			case NETWORK -> network(24, 48);
			case WIDE_NETWORK -> network(16, 32);
			case TOKEN -> this.token;
			case ROUTE -> this.route;
			case PATH -> this.path;
			case CLIENT -> (this.user != null && this.authenticated) ? this.user : network(32, 64);
		};
	}

	private @Nullable String network(int ipv4, int ipv6) {
		IpAddress parsed = IpAddress.parse(this.address);
		if (parsed == null) {
			return this.address;
		}
		int length = (parsed.isIpv6()) ? ipv6 : ipv4;
		return parsed.network(length) + "/" + length;
	}

}
