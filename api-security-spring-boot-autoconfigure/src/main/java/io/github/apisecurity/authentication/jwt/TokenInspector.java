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

import java.time.InstantSource;
import java.util.Map;

/**
 * Refuses every token that must not be accepted whoever signed it. It runs before the
 * signature is verified, because it is cheap and because what it reads is what is signed.
 *
 * @since 0.1.0
 */
public final class TokenInspector {

	private final CompactTokenParser parser;

	private final TokenPolicies policies;

	private final ClaimRules claimRules;

	private final InstantSource clock;

	TokenInspector(TokenPolicies policies, TokenLimits limits, InstantSource clock) {
		this.parser = new CompactTokenParser(limits.maxSize());
		this.policies = policies;
		this.claimRules = new ClaimRules(limits);
		this.clock = clock;
	}

	/**
	 * Inspect a token.
	 * @param token the token
	 * @return whether the token is bound to a key of the client, which then has to prove
	 * that it has it
	 * @throws TokenRejectedException when it must not be accepted
	 */
	public boolean inspect(String token) {
		return parse(token).claim("cnf") instanceof Map<?, ?> confirmation && confirmation.containsKey("jkt");
	}

	CompactToken parse(String token) {
		CompactToken parsed = this.parser.parse(token);
		TokenPolicy policy = this.policies.find(parsed.claim("iss"));
		HeaderRules.check(parsed.header(), policy);
		this.claimRules.check(parsed.claims(), policy, this.clock.instant());
		return parsed;
	}

}
