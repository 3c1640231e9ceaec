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

package io.github.apisecurity.authentication.stepup;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.TokenClaims;
import io.github.apisecurity.authentication.stepup.StepUpProperties.Rule;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.util.Assert;

/**
 * How a caller has to be authenticated.
 *
 * @param acr the authentication context classes of which one is needed, any when empty
 * @param amr the authentication methods that are needed
 * @param maxAge the longest time since authentication, {@code null} for any
 */
record StepUpRequirement(List<String> acr, Set<String> amr, @Nullable Duration maxAge) {

	/**
	 * How far the clock of the issuer may be ahead.
	 */
	private static final long CLOCK_SKEW_SECONDS = 30;

	StepUpRequirement {
		acr = List.copyOf(acr);
		amr = Set.copyOf(amr);
		Assert.isTrue(maxAge == null || !maxAge.isNegative(), "'maxAge' must not be negative");
		Assert.isTrue(!acr.isEmpty() || !amr.isEmpty() || maxAge != null, "One of 'acr', 'amr', 'maxAge' is needed");
		Assert.isTrue(acr.stream().allMatch((value) -> value.matches("[!#-\\[\\]-~]+")),
				"'acr' must hold values without spaces and quotes, not " + acr);
	}

	static StepUpRequirement of(AnnotationAttributes annotation) {
		String maxAge = annotation.getString("maxAge");
		Assert.isTrue(!PropertyValue.isWithoutUnit(maxAge), () -> "'maxAge' needs a unit, such as '5m': " + maxAge);
		return new StepUpRequirement(List.of(annotation.getStringArray("acr")),
				Set.of(annotation.getStringArray("amr")),
				maxAge.isEmpty() ? null : DurationStyle.detectAndParse(maxAge));
	}

	static StepUpRequirement of(String key, Rule rule) {
		Duration maxAge = rule.getMaxAge();
		PropertyValue.refuseIf(maxAge != null && maxAge.isNegative(), key + ".max-age", maxAge,
				"Use a duration, such as '5m'.");
		try {
			return new StepUpRequirement(rule.getAcr(), rule.getAmr(), rule.getMaxAge());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(key, rule.getPattern(), ex.getMessage() + ".", ex);
		}
	}

	AuthorizationResult evaluate(@Nullable Authentication authentication) {
		Map<String, Object> claims = (authentication != null && authentication.isAuthenticated())
				? TokenClaims.of(authentication) : Map.of();
		if (claims.isEmpty()) {
			// Nobody yet, who has to log in at all, or an API key, behind which is no
			// person who could log in again.
			return new AuthorizationDecision(false);
		}
		return isMet(claims, Instant.now()) ? new AuthorizationDecision(true) : new StepUpDecision(this);
	}

	boolean isMet(Map<String, Object> claims, Instant now) {
		boolean classMet = this.acr.isEmpty()
				|| (claims.get("acr") instanceof String value && this.acr.contains(value));
		boolean methodsMet = this.amr.isEmpty()
				|| (claims.get("amr") instanceof Collection<?> methods && methods.containsAll(this.amr));
		return classMet && methodsMet && isAgeMet(claims, now.truncatedTo(ChronoUnit.SECONDS));
	}

	// In whole seconds, as issuers count: one that finds the login recent enough sends
	// the caller back with the same time.
	private boolean isAgeMet(Map<String, Object> claims, Instant now) {
		if (this.maxAge == null) {
			return true;
		}
		Instant authenticatedAt = TokenClaims.time(claims.get("auth_time"));
		return authenticatedAt != null && !authenticatedAt.isAfter(now.plusSeconds(CLOCK_SKEW_SECONDS))
				&& !authenticatedAt.plus(this.maxAge).isBefore(now);
	}

	/**
	 * Return the challenge of RFC 9470, section 3.
	 * @return the value of {@code WWW-Authenticate}
	 */
	String challenge() {
		StringBuilder challenge = new StringBuilder("Bearer error=\"insufficient_user_authentication\", "
				+ "error_description=\"Stronger or more recent authentication is required\"");
		if (!this.acr.isEmpty()) {
			challenge.append(", acr_values=\"").append(String.join(" ", this.acr)).append('"');
		}
		if (this.maxAge != null) {
			challenge.append(", max_age=\"").append(this.maxAge.toSeconds()).append('"');
		}
		return challenge.toString();
	}

}
