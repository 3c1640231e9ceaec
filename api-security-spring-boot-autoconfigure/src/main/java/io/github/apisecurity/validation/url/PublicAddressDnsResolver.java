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

package io.github.apisecurity.validation.url;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

/**
 * {@link DnsResolver} that knows no host with an address outside the public Internet. The
 * addresses that are looked at are those that are connected to, so that a name that
 * changes between check and call gains nothing. Needs Apache HttpClient 5.
 *
 * @since 0.1.0
 * @see #createRequestFactory()
 */
public final class PublicAddressDnsResolver implements DnsResolver {

	private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);

	private static final Timeout READ_TIMEOUT = Timeout.ofSeconds(30);

	private final HostAddresses addresses;

	/**
	 * Create a resolver that asks the operating system.
	 */
	public PublicAddressDnsResolver() {
		this(HostAddresses.system());
	}

	PublicAddressDnsResolver(HostAddresses addresses) {
		this.addresses = addresses;
	}

	/**
	 * Create a factory of requests, for a {@code RestClient} that calls URLs of
	 * strangers. It follows no redirects, keeps no cookies and uses no proxy. It waits at
	 * most 5 seconds for a connection and 30 seconds for data.
	 * @return the factory
	 */
	public static HttpComponentsClientHttpRequestFactory createRequestFactory() {
		return new PublicAddressDnsResolver().toRequestFactory();
	}

	HttpComponentsClientHttpRequestFactory toRequestFactory() {
		return new HttpComponentsClientHttpRequestFactory(HttpClients.custom()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setDnsResolver(this)
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(CONNECT_TIMEOUT)
					.setSocketTimeout(READ_TIMEOUT)
					.build())
				.build())
			.disableRedirectHandling()
			.disableCookieManagement()
			.disableAuthCaching()
			.build());
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		InetAddress[] resolved = this.addresses.resolve(host);
		for (InetAddress address : resolved) {
			if (!PublicAddresses.contains(address)) {
				throw new UnknownHostException("The host has an address that is not public");
			}
		}
		return resolved;
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}

}
