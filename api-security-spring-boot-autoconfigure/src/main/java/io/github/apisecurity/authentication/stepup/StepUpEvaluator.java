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

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/**
 * Decides whether a caller meets a requirement.
 */
class StepUpEvaluator {

	private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private final InstantSource clock;

	StepUpEvaluator(InstantSource clock) {
		this.clock = clock;
	}

	AuthorizationResult evaluate(@Nullable Authentication authentication, StepUpRequirement requirement) {
		if (!trustResolver.isAuthenticated(authentication)) {
			// Answered with the ordinary challenge: first log in at all.
			return new AuthorizationDecision(false);
		}
		if (!(authentication instanceof AbstractOAuth2TokenAuthenticationToken<?> token)) {
			// There is no person behind an API key who could log in again.
			return new AuthorizationDecision(false);
		}
		return requirement.isMet(token.getTokenAttributes(), this.clock.instant()) ? new AuthorizationDecision(true)
				: new StepUpDecision(requirement);
	}

}
