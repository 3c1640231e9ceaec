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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The issuers whose tokens are accepted. One is found by its exact name; there is no
 * default for others, unless the only one may have any name. The
 * {@code JwtIssuerAuthenticationManagerResolver} of Spring Security would parse each
 * token once more to find its issuer, and have a decoder and a converter for each.
 */
class TrustedIssuers {

	/**
	 * Name of the only issuer when it is not known.
	 */
	private static final String ANY = "any";

	private final Map<String, TrustedIssuer> byName;

	private final List<Template> templates;

	private final Map<String, TrustedIssuer> tenants = new ConcurrentHashMap<>();

	TrustedIssuers(List<TrustedIssuer> issuers, Template... templates) {
		this.templates = List.of(templates);
		this.byName = issuers.stream().collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, Function.identity()));
	}

	Map<String, KeySource.State> keyStates() {
		Map<String, KeySource.State> states = new LinkedHashMap<>();
		Stream.of(this.byName, this.tenants).forEach((issuers) -> issuers.forEach((name, issuer) -> {
			if (issuer.keys() != null) {
				states.put(name, issuer.keys().state());
			}
		}));
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
		if (issuer == null && name instanceof String text) {
			issuer = findTenant(text);
		}
		TokenRejectedException.throwIf(issuer == null, "issuer_unknown", name, this.byName.keySet());
		return issuer;
	}

	private @Nullable TrustedIssuer findTenant(String name) {
		for (Template template : this.templates) {
			Matcher matcher = template.pattern().matcher(name);
			if (matcher.matches() && template.tenants().isTrusted(template.issuerUri(), matcher.group(1))) {
				return this.tenants.computeIfAbsent(name, (unknown) -> template.issuers().apply(matcher.group(1)));
			}
		}
		this.tenants.remove(name);
		return null;
	}

	/**
	 * Issuers with a tenant in their name.
	 *
	 * @param issuerUri the name with the placeholder
	 * @param pattern the name with the tenant as group
	 * @param tenants decides which tenants count
	 * @param issuers makes the issuer of a tenant
	 */
	record Template(String issuerUri, Pattern pattern, TrustedTenants tenants,
			Function<String, TrustedIssuer> issuers) {
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

		String name() {
			String name = this.policy.issuer();
			return (name != null) ? name : ANY;
		}

		int keyCount() {
			return (this.keys != null) ? this.keys.state().keys() : 0;
		}

	}

}
