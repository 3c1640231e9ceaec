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

package io.github.apisecurity.token.receiver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for receivers of logouts and security events.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.token.receivers")
public class ReceiverProperties {

	/**
	 * Back-channel logout of OpenID Connect.
	 */
	private final Logout logout = new Logout();

	/**
	 * Security events pushed by a transmitter of the Shared Signals Framework.
	 */
	private final Signals signals = new Signals();

	public Logout getLogout() {
		return this.logout;
	}

	public Signals getSignals() {
		return this.signals;
	}

	/**
	 * What the receivers have in common.
	 */
	public abstract static class Receiver {

		/**
		 * Path of the receiver. There is none when not set.
		 */
		private @Nullable String path;

		/**
		 * Audiences of which a token needs one.
		 */
		private final Set<String> audiences = new LinkedHashSet<>();

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

		public Set<String> getAudiences() {
			return this.audiences;
		}

	}

	/**
	 * Back-channel logout.
	 */
	public static class Logout extends Receiver {

		/**
		 * Values of 'typ' of which a logout token needs one.
		 */
		private final Set<String> types = new LinkedHashSet<>(Set.of("logout+jwt"));

		/**
		 * What ends when a logout token names a session.
		 */
		private Ends ends = Ends.SESSION;

		public Set<String> getTypes() {
			return this.types;
		}

		public Ends getEnds() {
			return this.ends;
		}

		public void setEnds(Ends ends) {
			this.ends = ends;
		}

	}

	/**
	 * Security events.
	 */
	public static class Signals extends Receiver {

		/**
		 * Secrets of which the transmitter sends one as bearer token, two while they are
		 * exchanged.
		 */
		private final List<String> bearerSecret = new ArrayList<>();

		/**
		 * Issuer of the tokens that are revoked. That of the event when not set.
		 */
		private @Nullable String tokenIssuer;

		public List<String> getBearerSecret() {
			return this.bearerSecret;
		}

		public @Nullable String getTokenIssuer() {
			return this.tokenIssuer;
		}

		public void setTokenIssuer(@Nullable String tokenIssuer) {
			this.tokenIssuer = tokenIssuer;
		}

	}

	/**
	 * What ends with a logout.
	 */
	public enum Ends {

		/**
		 * The tokens of the session, which have to hold its 'sid'.
		 */
		SESSION,

		/**
		 * All tokens of the subject.
		 */
		SUBJECT

	}

}
