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

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when {@code api-security.authentication.issuers} is set.
 */
class OnConfiguredIssuersCondition extends SpringBootCondition {

	private static final String KEY = "api-security.authentication.issuers";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Configured issuers");
		return isConfigured(context.getEnvironment()) ? ConditionOutcome.match(message.foundExactly(KEY))
				: ConditionOutcome.noMatch(message.didNotFind("property").items(KEY));
	}

	static boolean isConfigured(Environment environment) {
		return Binder.get(environment)
			.bind(KEY, Bindable.listOf(AccessTokenProperties.Issuer.class))
			.map((issuers) -> true)
			.orElse(false);
	}

}
