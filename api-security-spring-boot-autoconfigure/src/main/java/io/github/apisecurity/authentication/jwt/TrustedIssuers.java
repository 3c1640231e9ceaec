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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The issuers whose tokens are accepted. One is found by its exact name; there is no
 * default for others, unless the only one may have any name.
 */
class TrustedIssuers {

	/**
	 * Name of the only issuer when it is not known.
	 */
	private static final String ANY = "any";

	private final Map<String, TrustedIssuer> byName;

	TrustedIssuers(List<TrustedIssuer> issuers) {
		this.byName = issuers.stream()
			.collect(Collectors.toUnmodifiableMap(
					(issuer) -> (issuer.policy().issuer() != null) ? issuer.policy().issuer() : ANY,
					Function.identity()));
	}

	Map<String, KeySource.State> keyStates() {
		Map<String, KeySource.State> states = new LinkedHashMap<>();
		this.byName.forEach((name, issuer) -> {
			if (issuer.keys() != null) {
				states.put(name, issuer.keys().state());
			}
		});
		return states;
	}

	Collection<TrustedIssuer> all() {
		return this.byName.values();
	}

	TrustedIssuer find(@Nullable Object name) {
		TrustedIssuer any = this.byName.get(ANY);
		if (any != null) {
			return any;
		}
		TokenRejectedException.throwIf(name == null, "issuer_missing");
		TrustedIssuer issuer = (name instanceof String text) ? this.byName.get(text) : null;
		if (issuer == null) {
			throw new TokenRejectedException("issuer_unknown");
		}
		return issuer;
	}

	/**
	 * An issuer whose tokens are accepted.
	 *
	 * @param policy what its tokens look like
	 * @param keys the keys of its own, {@code null} when the decoder of the application
	 * knows them
	 * @param identity who its tokens speak of
	 */
	record TrustedIssuer(TokenPolicy policy, @Nullable KeySource keys, IssuerIdentity identity) {

	}

}
