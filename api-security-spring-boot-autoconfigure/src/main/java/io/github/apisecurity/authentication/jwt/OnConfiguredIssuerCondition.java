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

import java.util.stream.Stream;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches when an issuer is configured, with the properties of Spring Boot or with those
 * for several issuers.
 */
class OnConfiguredIssuerCondition extends SpringBootCondition {

	static final String SEVERAL = "api-security.authentication.issuers[0].issuer-uri";

	private static final String SINGLE = "spring.security.oauth2.resourceserver.jwt.";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Configured issuer");
		return Stream.of(SEVERAL, SINGLE + "issuer-uri", SINGLE + "jwk-set-uri", SINGLE + "public-key-location")
			.filter((key) -> StringUtils.hasText(context.getEnvironment().getProperty(key)))
			.findFirst()
			.map((key) -> ConditionOutcome.match(message.foundExactly(key)))
			.orElseGet(() -> ConditionOutcome.noMatch(message.because("none is configured")));
	}

}
