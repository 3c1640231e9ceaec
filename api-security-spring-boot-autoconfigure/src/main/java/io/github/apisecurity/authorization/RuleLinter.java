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

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.PropertyValue;

/**
 * Finds rules that do not do what whoever wrote them has in mind.
 */
final class RuleLinter {

	private RuleLinter() {
	}

	// A rule that never denies what it was written to deny is no finding but a failure.
	static RequestRules<AuthorizationRule> checkOrder(RequestRules<AuthorizationRule> rules) {
		Map<RequestRule, AuthorizationRule> enforced = new LinkedHashMap<>();
		rules.forEach((rule, access) -> {
			enforced.forEach((earlier, other) -> PropertyValue
				.refuseIf(earlier.covers(rule) && !other.isAsStrictAs(access), rule.key() + ".pattern", rule, "'"
						+ earlier.key() + "' with '" + earlier
						+ "' comes first, matches all of these requests and may let pass whom this rule denies, which never decides. Move it up or remove it."));
			if (!access.shadow()) {
				enforced.put(rule, access);
			}
		});
		return rules;
	}

}
