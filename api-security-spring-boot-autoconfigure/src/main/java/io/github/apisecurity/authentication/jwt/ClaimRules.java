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
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidators;

/**
 * Rules for the claims of an access token.
 */
final class ClaimRules {

	/**
	 * Claims that belong to ID tokens and logout tokens.
	 */
	private static final Set<String> FOREIGN = Set.of("at_hash", "c_hash", "s_hash", "events");

	/**
	 * Values of Keycloak's claim {@code typ} for access tokens.
	 */
	private static final Set<String> ACCESS_TYPES = Set.of("Bearer", "DPoP", "JWT", "at+jwt");

	private static final String NOT_ACCESS = "not_an_access_token";

	private static final List<String> NAMES = List.of("client_id", "azp", "jti");

	/**
	 * What other kinds of tokens say they are for, without punctuation.
	 */
	private static final Set<String> FOREIGN_USES = Set.of("refresh", "id", "mfa", "reset", "resetpassword",
			"passwordreset", "verification", "verify", "emailverification", "logout", "offline");

	/**
	 * Have the check of tokens that are bound to a client certificate (RFC 8705).
	 */
	private static final OAuth2TokenValidator<Jwt> VALIDATORS = JwtValidators.createDefault();

	private ClaimRules() {
	}

	static void check(Map<String, Object> header, Map<String, Object> claims, TokenPolicy policy, Instant now) {
		ClaimReader reader = new ClaimReader(claims);
		checkTypes(reader, policy);
		checkDates(claims, policy.lifetime(), now);
		checkSubject(reader);
		checkAudience(reader, policy);
		checkPurpose(header, reader);
		checkProfile(reader, policy);
		checkConfirmation(reader, policy);
	}

	private static void checkTypes(ClaimReader claims, TokenPolicy policy) {
		claims.text("iss");
		NAMES.forEach(claims::text);
		for (String name : policy.textClaims()) {
			Object value = claims.get(name);
			TokenRejectedException.throwIf(!isUsable(value), ClaimReader.MALFORMED, name, "a text or a list of texts");
		}
	}

	// Of a list, one usable element is enough: the others grant nothing.
	private static boolean isUsable(@Nullable Object value) {
		if (value instanceof Collection<?> elements) {
			return elements.isEmpty()
					|| elements.stream().anyMatch((element) -> element instanceof String && isUsable(element));
		}
		return value == null || (value instanceof String && ClaimReader.isClean(value));
	}

	static void checkDates(Map<String, Object> members, TokenPolicy.Lifetime lifetime, Instant instant) {
		ClaimReader claims = new ClaimReader(members);
		long now = instant.getEpochSecond();
		Long expiry = claims.date("exp");
		Long issued = claims.date("iat");
		Long notBefore = claims.date("nbf");
		long skew = lifetime.clockSkew().toSeconds();
		TokenRejectedException.throwIf(expiry == null && lifetime.expiryRequired(), "expiry_missing");
		TokenRejectedException.throwIf(issued == null && lifetime.issuedAtRequired(), "issue_time_missing");
		long start = (issued != null) ? issued : now;
		long end = (expiry != null) ? expiry : start + 1;
		TokenRejectedException.throwIf(expiry != null && end <= now - skew, "token_expired", end, now - skew);
		TokenRejectedException.throwIf(start > now + skew, "issued_in_future", start, now + skew);
		TokenRejectedException.throwIf(notBefore != null && notBefore > now + skew, "token_not_yet_valid",
				(notBefore != null) ? notBefore : 0, now + skew);
		TokenRejectedException.throwIf(issued != null && end <= issued, ClaimReader.MALFORMED, end, start);
		TokenRejectedException.throwIf(end - start > lifetime.max().toSeconds(), "lifetime_too_long", end - start,
				lifetime.max().toSeconds());
	}

	private static void checkSubject(ClaimReader claims) {
		String subject = claims.text("sub");
		TokenRejectedException.throwIf(subject == null || ClaimReader.isBlank(subject), "subject_missing");
	}

	private static void checkAudience(ClaimReader claims, TokenPolicy policy) {
		claims.texts("aud");
		List<String> audiences = claims.texts(policy.audienceClaim());
		TokenRejectedException.throwIf(
				!policy.audiences().isEmpty() && audiences.stream().noneMatch(policy.audiences()::contains),
				"audience_mismatch", audiences, policy.audiences());
	}

	private static void checkPurpose(Map<String, Object> header, ClaimReader claims) {
		Object type = claims.get("typ");
		Object use = claims.get("token_use");
		FOREIGN.forEach(
				(name) -> TokenRejectedException.throwIf(claims.contains(name), NOT_ACCESS, name, "no such claim"));
		TokenRejectedException.throwIf(
				claims.contains("typ") && !(type instanceof String && ACCESS_TYPES.contains(type)), NOT_ACCESS, type,
				ACCESS_TYPES);
		TokenRejectedException.throwIf(claims.contains("token_use") && !"access".equals(use), NOT_ACCESS, use,
				"access");
		// Older providers copy it from the login into the access token, and say what
		// that is.
		TokenRejectedException.throwIf(
				claims.contains("nonce") && type == null && use == null && !isAccessTokenType(header.get("typ")),
				NOT_ACCESS, "nonce", "no such claim, or a claim 'typ' or 'token_use' or the type 'at+jwt' beside it");
		for (String name : List.of("token_type", "use", "type")) {
			TokenRejectedException.throwIf(
					claims.get(name) instanceof String value && FOREIGN_USES.contains(purpose(value)), NOT_ACCESS,
					claims.get(name), "another '" + name + "'");
		}
	}

	private static boolean isAccessTokenType(@Nullable Object type) {
		return type instanceof String text && text.toLowerCase(Locale.ROOT).endsWith("at+jwt");
	}

	private static String purpose(String text) {
		String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
		return letters.endsWith("token") ? letters.substring(0, letters.length() - 5) : letters;
	}

	private static void checkProfile(ClaimReader claims, TokenPolicy policy) {
		TokenRejectedException.throwIf(
				policy.profile() == TokenProfile.RFC9068
						&& !(claims.contains("client_id") && claims.contains("jti") && claims.contains("aud")),
				"claim_missing", "not all of them", "client_id, jti and aud");
		policy.requiredClaims()
			.forEach((name, value) -> TokenRejectedException.throwIf(!value.equals(claims.get(name)), "claim_mismatch",
					claims.get(name), value));
	}

	private static void checkConfirmation(ClaimReader claims, TokenPolicy policy) {
		Object confirmation = claims.get("cnf");
		if (!claims.contains("cnf")) {
			TokenRejectedException.throwIf(policy.senderConstrained(), "confirmation_missing");
			return;
		}
		if (!(confirmation instanceof Map<?, ?> members)
				|| members.values().stream().anyMatch((value) -> !(value instanceof String))) {
			throw TokenRejectedException.of(ClaimReader.MALFORMED, "cnf", "an object of texts");
		}
		boolean byKey = members.containsKey("jkt");
		TokenRejectedException.throwIf(!byKey && (policy.senderConstrained() || !members.containsKey("x5t#S256")),
				"confirmation_unsupported");
	}

	/**
	 * Refuse a token that comes without what it is bound to.
	 * @param confirmation what the issuer says about it, {@code null} when it is not
	 * bound
	 * @param proven whether the client has proved that it has a key
	 */
	static void checkBinding(@Nullable Object confirmation, boolean proven) {
		if (confirmation == null) {
			return;
		}
		TokenRejectedException.throwIf(
				!proven && confirmation instanceof Map<?, ?> members && members.containsKey("jkt"), "proof_missing");
		TokenRejectedException.throwIf(VALIDATORS
			.validate(Jwt.withTokenValue("token").header("alg", "none").claim("cnf", confirmation).build())
			.hasErrors(), "validator_refused");
	}

}
