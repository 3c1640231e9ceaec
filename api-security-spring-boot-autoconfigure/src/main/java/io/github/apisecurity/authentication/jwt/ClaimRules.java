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

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Rules for the claims of an access token.
 */
final class ClaimRules {

	/**
	 * Claims that belong to ID tokens and logout tokens.
	 */
	private static final Set<String> FOREIGN = Set.of("nonce", "at_hash", "c_hash", "s_hash", "events");

	/**
	 * Values of Keycloak's claim {@code typ} for access tokens.
	 */
	private static final Set<String> ACCESS_TYPES = Set.of("Bearer", "DPoP", "JWT", "at+jwt");

	private static final String NOT_ACCESS = "not_an_access_token";

	private static final List<String> NAMES = List.of("client_id", "azp", "jti", "sid", "acr");

	private final TokenInspector.Limits limits;

	ClaimRules(TokenInspector.Limits limits) {
		this.limits = limits;
	}

	void check(Map<String, Object> claims, TokenPolicy policy, Instant now) {
		ClaimReader reader = new ClaimReader(claims);
		checkTypes(reader, policy);
		checkDates(claims, now);
		checkSubject(reader);
		checkAudience(reader, policy);
		checkPurpose(reader);
		checkProfile(reader, policy);
		checkConfirmation(reader, policy);
	}

	private void checkTypes(ClaimReader claims, TokenPolicy policy) {
		claims.text("iss");
		NAMES.forEach(claims::text);
		claims.texts("scope");
		claims.texts("scp");
		claims.texts("amr");
		claims.date("auth_time");
		for (String name : policy.textClaims()) {
			Object value = claims.get(name);
			TokenRejectedException.throwIf(claims.contains(name) && !(isText(value) && ClaimReader.isClean(value)),
					ClaimReader.MALFORMED);
		}
	}

	private static boolean isText(@Nullable Object value) {
		return value instanceof String || value instanceof Map<?, ?> || (value instanceof Collection<?> elements
				&& elements.stream().allMatch((element) -> element instanceof String));
	}

	void checkDates(Map<String, Object> members, Instant instant) {
		ClaimReader claims = new ClaimReader(members);
		long now = instant.getEpochSecond();
		Long expiry = claims.date("exp");
		Long issued = claims.date("iat");
		Long notBefore = claims.date("nbf");
		long skew = this.limits.clockSkew().toSeconds();
		if (expiry == null || issued == null) {
			throw new TokenRejectedException((expiry != null) ? "issue_time_missing" : "expiry_missing");
		}
		TokenRejectedException.throwIf(expiry <= now - skew, "token_expired");
		TokenRejectedException.throwIf(issued > now + skew, "issued_in_future");
		TokenRejectedException.throwIf(notBefore != null && notBefore > now + skew, "token_not_yet_valid");
		TokenRejectedException.throwIf(expiry <= issued, ClaimReader.MALFORMED);
		TokenRejectedException.throwIf(expiry - issued > this.limits.maxLifetime().toSeconds(), "lifetime_too_long");
	}

	private void checkSubject(ClaimReader claims) {
		String subject = claims.text("sub");
		TokenRejectedException.throwIf(subject == null || subject.isBlank(), "subject_missing");
	}

	private void checkAudience(ClaimReader claims, TokenPolicy policy) {
		claims.texts("aud");
		List<String> audiences = claims.texts(policy.audienceClaim());
		TokenRejectedException.throwIf(
				!policy.audiences().isEmpty() && audiences.stream().noneMatch(policy.audiences()::contains),
				"audience_mismatch");
	}

	private void checkPurpose(ClaimReader claims) {
		TokenRejectedException.throwIf(FOREIGN.stream().anyMatch(claims::contains), NOT_ACCESS);
		TokenRejectedException.throwIf(
				claims.contains("typ") && !(claims.get("typ") instanceof String type && ACCESS_TYPES.contains(type)),
				NOT_ACCESS);
		TokenRejectedException.throwIf(claims.contains("token_use") && !"access".equals(claims.get("token_use")),
				NOT_ACCESS);
	}

	private void checkProfile(ClaimReader claims, TokenPolicy policy) {
		TokenRejectedException.throwIf(
				policy.profile() == TokenProfile.RFC9068
						&& !(claims.contains("client_id") && claims.contains("jti") && claims.contains("aud")),
				"claim_missing");
		policy.requiredClaims()
			.forEach(
					(name, value) -> TokenRejectedException.throwIf(!value.equals(claims.get(name)), "claim_mismatch"));
	}

	private void checkConfirmation(ClaimReader claims, TokenPolicy policy) {
		Object confirmation = claims.get("cnf");
		if (!claims.contains("cnf")) {
			TokenRejectedException.throwIf(policy.senderConstrained(), "confirmation_missing");
			return;
		}
		if (!(confirmation instanceof Map<?, ?> members)
				|| members.values().stream().anyMatch((value) -> !(value instanceof String))) {
			throw new TokenRejectedException(ClaimReader.MALFORMED);
		}
		boolean byKey = members.containsKey("jkt");
		TokenRejectedException.throwIf(!byKey && (policy.senderConstrained() || !members.containsKey("x5t#S256")),
				"confirmation_unsupported");
	}

}
