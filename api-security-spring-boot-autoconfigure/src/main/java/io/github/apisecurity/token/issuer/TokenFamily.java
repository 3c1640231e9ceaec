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

package io.github.apisecurity.token.issuer;

import java.time.Duration;
import java.time.Instant;

/**
 * A refresh token and its successors, of which one is current. Nothing in it can be used
 * as a token.
 *
 * @param current the hash of the current token
 * @param previous the hash of the one before, empty when there is none
 * @param salt makes the successor of a token, together with the token
 * @param rotatedAt when the current token became current
 * @param repeated how often the previous token was presented since then
 * @param idle how long a token can stay unused
 * @param maxEnd when all of them end
 * @param binding the thumbprint of the key that the last caller has proven to have, empty
 * when there was none
 * @param next the hash of the successor of the current token, empty in what was stored
 * before there was one
 */
record TokenFamily(String current, String previous, String salt, Instant rotatedAt, int repeated, Duration idle,
		Instant maxEnd, String binding, String next) {

	/**
	 * More than any number of tabs; a client in a loop is told to slow down.
	 */
	static final int MAX_REPEATED = 200;

	/**
	 * Return what it means that a token of the family is presented.
	 * @param token the token
	 * @param time when it was presented
	 * @param grace how long a token may be repeated
	 * @return the use
	 */
	Use use(PresentedToken token, Instant time, Duration grace) {
		if (!time.isBefore(end())) {
			return Use.ENDED;
		}
		String hash = token.hash();
		// Only who has rotated the current token can have made the next one: the store
		// has
		// lost it, such as in a failover to a replica that lags behind.
		if (hash.equals(this.current) || hash.equals(this.next)) {
			return Use.CURRENT;
		}
		if (!hash.equals(this.previous) || time.isAfter(this.rotatedAt.plus(grace))) {
			return Use.REUSED;
		}
		return (this.repeated < MAX_REPEATED) ? Use.REPEATED : Use.REPEATED_TOO_OFTEN;
	}

	static TokenFamily begin(PresentedToken token, String salt, Instant time, Duration idle, Instant maxEnd,
			String binding) {
		return new TokenFamily(token.hash(), "", salt, time, 0, idle, maxEnd, binding, token.successor(salt).hash());
	}

	TokenFamily rotate(PresentedToken token, Instant time, String binding) {
		PresentedToken successor = token.successor(this.salt);
		return new TokenFamily(successor.hash(), token.hash(), this.salt, time, 0, this.idle, this.maxEnd, binding,
				successor.successor(this.salt).hash());
	}

	TokenFamily repeat() {
		return new TokenFamily(this.current, this.previous, this.salt, this.rotatedAt, this.repeated + 1, this.idle,
				this.maxEnd, this.binding, this.next);
	}

	Instant end() {
		return end(this.rotatedAt);
	}

	/**
	 * Return when a token ends that becomes current.
	 * @param time when it becomes current
	 * @return the end, never after that of the family
	 */
	Instant end(Instant time) {
		Instant idleEnd = time.plus(this.idle);
		return idleEnd.isBefore(this.maxEnd) ? idleEnd : this.maxEnd;
	}

	String encode() {
		return String.join(" ", this.current, this.previous, this.salt, Long.toString(this.rotatedAt.toEpochMilli()),
				Integer.toString(this.repeated), Long.toString(this.idle.toMillis()),
				Long.toString(this.maxEnd.toEpochMilli()), this.binding, this.next);
	}

	static TokenFamily decode(String text) {
		String[] parts = text.split(" ", -1);
		return new TokenFamily(parts[0], parts[1], parts[2], Instant.ofEpochMilli(Long.parseLong(parts[3])),
				Integer.parseInt(parts[4]), Duration.ofMillis(Long.parseLong(parts[5])),
				Instant.ofEpochMilli(Long.parseLong(parts[6])), parts[7], (parts.length > 8) ? parts[8] : "");
	}

	/**
	 * What it means that a token is presented.
	 */
	enum Use {

		/**
		 * The current token is exchanged for its successor.
		 */
		CURRENT,

		/**
		 * A token whose successor may not have arrived, and was not used.
		 */
		REPEATED,

		/**
		 * One that is repeated by a client that does not listen.
		 */
		REPEATED_TOO_OFTEN,

		/**
		 * A token that two have: the client and a thief.
		 */
		REUSED,

		/**
		 * It was not used for too long.
		 */
		ENDED

	}

}
