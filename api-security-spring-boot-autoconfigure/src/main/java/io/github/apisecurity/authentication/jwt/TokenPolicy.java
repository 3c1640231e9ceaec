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

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the tokens of an issuer must look like.
 *
 * @param issuer the issuer, {@code null} for any
 * @param audiences the audiences of which a token needs one, empty for any
 * @param audienceClaim the claim that holds the audiences
 * @param header the rules for the header
 * @param profile which claims must be there
 * @param requiredClaims the claims that must have a certain value
 * @param textClaims the claims that become authorities
 * @param senderConstrained whether tokens must be bound to a key of the client
 * @param lifetime how long tokens may live
 */
record TokenPolicy(@Nullable String issuer, Set<String> audiences, String audienceClaim, HeaderRules header,
		TokenProfile profile, Map<String, String> requiredClaims, Set<String> textClaims, boolean senderConstrained,
		Lifetime lifetime) {

	/**
	 * Dates of the tokens of an issuer.
	 *
	 * @param max the time between issue and expiry at most
	 * @param clockSkew how far the clock of the issuer may be off
	 * @param issuedAtRequired whether the time of issue must be there
	 * @param expiryRequired whether the expiry must be there
	 */
	record Lifetime(Duration max, Duration clockSkew, boolean issuedAtRequired, boolean expiryRequired) {
	}

}
