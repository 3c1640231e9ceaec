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
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.BoundedHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Makes the key source of each issuer. Nothing is fetched yet.
 */
class KeySourceFactory {

	private static final String PREFIX = "api-security.authentication.keys.";

	private final RemoteKeySource.Settings settings;

	private final BoundedHttpClient client;

	private final Set<String> hosts;

	private final Set<String> plainHosts;

	private final SimpleAsyncTaskExecutor background = new SimpleAsyncTaskExecutor("api-security-keys-");

	KeySourceFactory(AccessTokenProperties.Keys properties, BeanFactory beans) {
		PropertyValue.positive(PREFIX + "refresh-interval", properties.getRefreshInterval(), "5m");
		PropertyValue.positive(PREFIX + "unknown-key-interval", properties.getUnknownKeyInterval(), "30s");
		this.client = client(properties, properties.getTimeout(), beans);
		PropertyValue.positive(PREFIX + "timeout", this.client.timeout(), "2s");
		this.settings = new RemoteKeySource.Settings(properties.getRefreshInterval(), properties.getOutageTolerance(),
				properties.getUnknownKeyInterval());
		this.plainHosts = Set.copyOf(properties.getPlainHttpHosts());
		this.hosts = Set.copyOf(properties.getHosts());
		this.background.setDaemon(true);
	}

	static BoundedHttpClient client(AccessTokenProperties.Keys properties, @Nullable Duration timeout,
			BeanFactory beans) {
		String bundle = properties.getSslBundle();
		return BoundedHttpClient.create(timeout, Math.toIntExact(properties.getMaxSize().toBytes()),
				(bundle != null) ? beans.getBean(SslBundles.class).getBundle(bundle) : null, beans);
	}

	Set<String> plainHosts() {
		return this.plainHosts;
	}

	KeySource create(@Nullable String issuer, @Nullable URI jwkSetUri) {
		Set<String> allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		allowed.addAll(this.hosts);
		if (issuer != null && jwkSetUri == null) {
			allowed.add(URI.create(issuer).getHost());
		}
		HttpKeyFetcher fetcher = new HttpKeyFetcher(issuer, jwkSetUri,
				(location) -> KeyLocations.isSecure(location, this.plainHosts) && allowed.contains(location.getHost()),
				this.client);
		return new RemoteKeySource((issuer != null) ? issuer : String.valueOf(jwkSetUri), fetcher::fetch, this.settings,
				InstantSource.system(), this.background);
	}

}
