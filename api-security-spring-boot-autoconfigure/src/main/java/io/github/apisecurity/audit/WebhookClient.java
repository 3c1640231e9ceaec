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

package io.github.apisecurity.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.github.apisecurity.network.PublicAddresses;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Posts JSON to the receiver of events or alerts, with the client and the settings of
 * Spring Boot: these know which addresses may be connected to. Redirects are not
 * followed.
 *
 * @since 0.1.0
 */
public final class WebhookClient {

	private final URI url;

	private final ClientHttpRequestFactory requests;

	private WebhookClient(URI url, ClientHttpRequestFactory requests) {
		this.url = url;
		this.requests = requests;
	}

	/**
	 * Create a client.
	 * @param url the URL of the receiver
	 * @param timeout the time to connect, and that to answer
	 * @param publicOnly whether the receiver has to have an address of the public
	 * Internet
	 * @param beanFactory has the settings of the application
	 * @return the client
	 */
	public static WebhookClient create(URI url, Duration timeout, boolean publicOnly, BeanFactory beanFactory) {
		HttpClientSettings settings = beanFactory.getBeanProvider(HttpClientSettings.class)
			.getIfAvailable(HttpClientSettings::defaults)
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(timeout, timeout);
		if (publicOnly) {
			InetAddressFilter filter = InetAddressFilter.adapt(PublicAddresses::contains);
			settings = settings.withInetAddressFilter(
					(settings.inetAddressFilter() != null) ? settings.inetAddressFilter().and(filter) : filter);
		}
		ClientHttpRequestFactoryBuilder<?> builder = beanFactory.getBeanProvider(ClientHttpRequestFactoryBuilder.class)
			.getIfAvailable(ClientHttpRequestFactoryBuilder::detect);
		return new WebhookClient(url, builder.build(settings));
	}

	/**
	 * Post JSON.
	 * @param json the content
	 * @param headers headers besides those of the content
	 * @throws IOException if it was not accepted
	 */
	public void post(String json, Map<String, String> headers) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		ClientHttpRequest request = this.requests.createRequest(this.url, HttpMethod.POST);
		request.getHeaders().setAll(headers);
		request.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		request.getHeaders().setContentLength(body.length);
		try (OutputStream content = request.getBody()) {
			content.write(body);
		}
		try (ClientHttpResponse response = request.execute()) {
			if (!response.getStatusCode().is2xxSuccessful()) {
				throw new IOException("Status " + response.getStatusCode());
			}
		}
	}

}
