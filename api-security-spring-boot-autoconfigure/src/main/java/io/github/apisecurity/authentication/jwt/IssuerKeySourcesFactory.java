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

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.authentication.jwk.BoundedHttpClient;
import io.github.apisecurity.authentication.jwk.HttpKeyFetcher;
import io.github.apisecurity.authentication.jwk.KeyCacheSettings;
import io.github.apisecurity.authentication.jwk.KeyLocations;
import io.github.apisecurity.authentication.jwk.KeySource;
import io.github.apisecurity.authentication.jwk.RemoteKeySource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes the key source of each issuer. Nothing is fetched yet.
 */
class IssuerKeySourcesFactory {

	private final KeyCacheSettings cacheSettings;

	private final BoundedHttpClient client;

	private final Set<String> hosts;

	IssuerKeySourcesFactory(AccessTokenProperties.Keys properties) {
		requirePositive("refresh-interval", properties.getRefreshInterval());
		requirePositive("unknown-key-interval", properties.getUnknownKeyInterval());
		requirePositive("timeout", properties.getTimeout());
		this.cacheSettings = new KeyCacheSettings(properties.getRefreshInterval(), properties.getOutageTolerance(),
				properties.getUnknownKeyInterval());
		this.client = new BoundedHttpClient(properties.getTimeout(),
				Math.toIntExact(properties.getMaxSize().toBytes()));
		this.hosts = Set.copyOf(properties.getHosts());
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidConfigurationPropertyValueException("api-security.authentication.keys." + name, value,
					"Use a duration of more than zero.");
		}
	}

	IssuerKeySources create(List<IssuerSettings> issuers) {
		Map<TokenPolicy, KeySource> sources = new LinkedHashMap<>();
		issuers.forEach((issuer) -> sources.put(issuer.policy(), create(issuer)));
		return new IssuerKeySources(sources);
	}

	private KeySource create(IssuerSettings issuer) {
		if (issuer.key() != null) {
			return issuer.key();
		}
		String name = issuer.policy().issuer();
		Set<String> allowed = new HashSet<>(this.hosts);
		if (name != null && URI.create(name).getHost() != null) {
			allowed.add(URI.create(name).getHost());
		}
		HttpKeyFetcher fetcher = new HttpKeyFetcher(name, issuer.jwkSetUri(), new KeyLocations(allowed), this.client);
		return new RemoteKeySource((name != null) ? name : String.valueOf(issuer.jwkSetUri()), fetcher,
				this.cacheSettings);
	}

}
