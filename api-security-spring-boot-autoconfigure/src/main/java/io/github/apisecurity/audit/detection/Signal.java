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

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.AuthenticationAttempt;
import io.github.apisecurity.audit.Caller;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.network.IpAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * What rules are asked about: one event, as far as it matters to them.
 *
 * @param event the name of the event
 * @param reason its reason
 * @param user the name that is counted: that with which a login was attempted, else that
 * of the caller
 * @param caller the name of who has shown to have it
 * @param address the address of the client, {@code unknown} when nobody can tell,
 * {@code null} outside of a request
 * @param token the identifier of the credential
 * @param route the pattern of the endpoint
 * @param path the path of the request
 */
record Signal(String event, @Nullable String reason, @Nullable String user, @Nullable String caller,
		@Nullable String address, @Nullable String token, @Nullable String route, @Nullable String path) {

	/**
	 * No letters, but in many spellings of a name: marks, and what formats a text.
	 */
	private static final Pattern IGNORED = Pattern.compile("[\\p{M}\\p{Cf}]");

	private static final Set<SecurityEventType> LOGINS = Set.of(SecurityEventType.AUTHENTICATION_SUCCESS,
			SecurityEventType.AUTHENTICATION_FAILURE);

	private static final int TOKEN_HASH_BYTES = 16;

	static final String PATH_NOT_FOUND = "path_not_found";

	static final String OBJECT_NOT_FOUND = "object_not_found";

	static final String HONEYPOT = "honeypot";

	static final String TOKEN_USED = "token_used";

	static final String REQUEST = "request";

	Signal {
		// Stores of users seldom tell 'Ada' from 'ada'.
		user = (user != null) ? user.strip().toLowerCase(Locale.ROOT) : null;
		caller = (caller != null) ? caller.strip().toLowerCase(Locale.ROOT) : null;
	}

	/**
	 * Return the one spelling of a name that was typed, of which a store of users may
	 * accept many.
	 * @param name the name
	 * @return its letters
	 */
	static String fold(@Nullable String name) {
		// Before as well: a long row of marks would be put in order.
		String letters = Normalizer.normalize(IGNORED.matcher(Objects.requireNonNullElse(name, "")).replaceAll(""),
				Form.NFKD);
		return IGNORED.matcher(letters).replaceAll("").strip().toLowerCase(Locale.ROOT);
	}

	static Signal of(SecurityEvent event, @Nullable String route, @Nullable String path) {
		RequestDetails request = event.request();
		String caller = new Caller(event.principal(), event.issuer(), null).qualifiedName();
		return new Signal(event.type().id(), event.reason(), user(event, caller), caller,
				(request != null) ? request.clientAddress() : null, event.tokenId(), route, path);
	}

	// What fails has the name that was typed, and so has what succeeds after it.
	private static @Nullable String user(SecurityEvent event, @Nullable String caller) {
		Authentication login = (LOGINS.contains(event.type())) ? AuthenticationAttempt.login() : null;
		if (login != null) {
			return fold(login.getName());
		}
		return (event.principal() == null && event.details().get("attempted_user") instanceof String name) ? fold(name)
				: caller;
	}

	/**
	 * Return the signal of the caller, under whatever name he has come.
	 * @return the signal
	 */
	Signal ofCaller() {
		return (this.caller != null) ? new Signal(this.event, this.reason, this.caller, this.caller, this.address,
				this.token, this.route, this.path) : this;
	}

	@Nullable String value(Field field) {
		return switch (field) {
			case USER -> this.user;
			case ADDRESS -> network(32, 64);
			case NETWORK -> network(24, 48);
			case WIDE_NETWORK -> network(16, 32);
			// Two issuers may each have a token of one name, which is told as in the
			// trail.
			case TOKEN -> (this.token != null) ? Sha256.hex(this.token, TOKEN_HASH_BYTES) + " of " + this.caller : null;
			case ROUTE -> this.route;
			case PATH -> this.path;
			// No name reads like an address.
			case CLIENT -> (this.caller != null) ? "user " + this.caller : network(32, 64);
		};
	}

	private @Nullable String network(int ipv4, int ipv6) {
		IpAddress parsed = IpAddress.parse(this.address);
		if (parsed == null) {
			return this.address;
		}
		int length = (parsed.ipv6()) ? ipv6 : ipv4;
		return parsed.network(length) + "/" + length;
	}

}
