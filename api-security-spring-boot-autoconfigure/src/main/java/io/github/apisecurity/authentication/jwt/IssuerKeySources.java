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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.authentication.jwk.KeySource;
import org.jspecify.annotations.Nullable;

/**
 * The issuers whose tokens are accepted, each with the keys of its own.
 */
class IssuerKeySources {

	/**
	 * Name of the only issuer when it is not known.
	 */
	static final String ANY = "any";

	private final List<TokenPolicy> policies;

	private final Map<String, KeySource> keySources;

	IssuerKeySources(Map<TokenPolicy, KeySource> keySources) {
		this.policies = List.copyOf(keySources.keySet());
		Map<String, KeySource> byIssuer = new LinkedHashMap<>();
		keySources.forEach((policy, source) -> byIssuer.put((policy.issuer() != null) ? policy.issuer() : ANY, source));
		this.keySources = Map.copyOf(byIssuer);
	}

	List<TokenPolicy> policies() {
		return this.policies;
	}

	Map<String, KeySource> byIssuer() {
		return this.keySources;
	}

	KeySource find(@Nullable Object issuer) {
		KeySource any = this.keySources.get(ANY);
		KeySource source = (any != null) ? any : this.keySources.get(String.valueOf(issuer));
		if (source == null) {
			throw new TokenRejectedException("issuer_unknown");
		}
		return source;
	}

}
