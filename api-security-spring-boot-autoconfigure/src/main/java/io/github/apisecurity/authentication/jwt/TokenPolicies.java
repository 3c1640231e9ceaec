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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The policies by issuer. An issuer is found by its exact name; there is no default for
 * others, unless the only policy is for any issuer.
 */
class TokenPolicies {

	private final Map<String, TokenPolicy> byIssuer;

	private final @Nullable TokenPolicy forAnyIssuer;

	TokenPolicies(Collection<TokenPolicy> policies) {
		Assert.notEmpty(policies, "'policies' must not be empty");
		TokenPolicy first = policies.iterator().next();
		this.forAnyIssuer = (policies.size() == 1 && first.issuer() == null) ? first : null;
		this.byIssuer = policies.stream()
			.filter((policy) -> policy.issuer() != null)
			.collect(Collectors.toUnmodifiableMap((policy) -> String.valueOf(policy.issuer()), Function.identity()));
	}

	TokenPolicy find(@Nullable Object issuer) {
		if (this.forAnyIssuer != null) {
			return this.forAnyIssuer;
		}
		if (issuer == null) {
			throw new TokenRejectedException("issuer_missing");
		}
		TokenPolicy policy = (issuer instanceof String name) ? this.byIssuer.get(name) : null;
		if (policy == null) {
			throw new TokenRejectedException("issuer_unknown");
		}
		return policy;
	}

	Collection<TokenPolicy> all() {
		return (this.forAnyIssuer != null) ? List.of(this.forAnyIssuer) : this.byIssuer.values();
	}

}
