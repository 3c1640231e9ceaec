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

package io.github.apisecurity.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.chain.RequestRules;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Decides by the first rule that matches and is enforced. Whom the shadows before it
 * would have denied is counted and recorded.
 */
class RuleAuthorizationManager implements AuthorizationManager<RequestAuthorizationContext> {

	private static final SecurityEventType WOULD_FAIL = new SecurityEventType("authz_would_fail", Outcome.SUCCESS);

	private final RequestRules<RuleManager> rules;

	private final AuthorizationManager<RequestAuthorizationContext> otherwise;

	private final SecurityEventPublisher publisher;

	private final boolean shadows;

	RuleAuthorizationManager(RequestRules<RuleManager> rules,
			AuthorizationManager<RequestAuthorizationContext> otherwise, SecurityEventPublisher publisher) {
		this.rules = rules;
		this.otherwise = otherwise;
		this.publisher = publisher;
		this.shadows = !wouldDeny().isEmpty();
	}

	@Override
	public @Nullable AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		if (!this.shadows) {
			RuleManager first = this.rules.first(context.getRequest());
			return ((first != null) ? first.manager() : this.otherwise).authorize(authentication, context);
		}
		List<RuleManager> shadows = new ArrayList<>();
		AuthorizationManager<RequestAuthorizationContext> decides = this.otherwise;
		for (RuleManager manager : this.rules.all(context.getRequest())) {
			if (!manager.rule().shadow()) {
				decides = manager.manager();
				break;
			}
			shadows.add(manager);
		}
		AuthorizationResult result = decides.authorize(authentication, context);
		if (result != null && result.isGranted() && !AnonymousAccess.isAsking(context.getRequest())) {
			shadows.forEach((shadow) -> tell(shadow, authentication, context));
		}
		return result;
	}

	private void tell(RuleManager shadow, Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		if (!isGranted(shadow, authentication, context)) {
			shadow.wouldDeny().increment();
			this.publisher.publish(WOULD_FAIL, null, Map.of("rule", shadow.rule().key()));
		}
	}

	private static boolean isGranted(RuleManager shadow, Supplier<? extends @Nullable Authentication> authentication,
			RequestAuthorizationContext context) {
		try {
			AuthorizationResult result = shadow.manager().authorize(authentication, context);
			return result != null && result.isGranted();
		}
		catch (RuntimeException ex) {
			// Of a bean of the application; it would have been an error.
			return false;
		}
	}

	/**
	 * Return how many requests each shadow would have denied since the start.
	 * @return the counts by the property of the rule
	 */
	Map<String, Long> wouldDeny() {
		Map<String, Long> counts = new TreeMap<>();
		this.rules.forEach((rule, manager) -> {
			if (manager.rule().shadow()) {
				counts.put(rule.key(), manager.wouldDeny().sum());
			}
		});
		return counts;
	}

	/**
	 * A rule and what decides about it.
	 *
	 * @param rule the rule
	 * @param manager what decides
	 * @param wouldDeny how many requests it would have denied
	 */
	record RuleManager(AuthorizationRule rule, AuthorizationManager<RequestAuthorizationContext> manager,
			LongAdder wouldDeny) {

	}

}
