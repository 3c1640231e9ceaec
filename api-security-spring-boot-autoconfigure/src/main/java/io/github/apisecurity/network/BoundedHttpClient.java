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

package io.github.apisecurity.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JdkHttpClientBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * HTTP client for answers of providers: no redirects, a deadline for the whole exchange,
 * which also ends answers that trickle in, and a limit to the size.
 *
 * @since 0.1.0
 */
public class BoundedHttpClient {

	private static final boolean bootClientsPresent = ClassUtils
		.isPresent("org.springframework.boot.http.client.HttpClientSettings", BoundedHttpClient.class.getClassLoader());

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

	// Reads the trusted certificates, which a start without a fetch does not need.
	private final SingletonSupplier<HttpClient> client;

	private final Duration timeout;

	private final int maxSize;

	/**
	 * Create a client.
	 * @param timeout the time after which an exchange has to be complete
	 * @param maxSize the largest answer in bytes
	 * @param sslBundle what the provider is trusted by, {@code null} for the authorities
	 * that the Java runtime trusts
	 */
	public BoundedHttpClient(Duration timeout, int maxSize, @Nullable SslBundle sslBundle) {
		this(() -> {
			HttpClient.Builder builder = HttpClient.newBuilder()
				.connectTimeout(timeout)
				.followRedirects(Redirect.NEVER);
			return ((sslBundle != null) ? builder.sslContext(sslBundle.createSslContext()) : builder).build();
		}, timeout, maxSize);
	}

	private BoundedHttpClient(Supplier<HttpClient> client, Duration timeout, int maxSize) {
		this.client = SingletonSupplier.of(client);
		this.timeout = timeout;
		this.maxSize = maxSize;
	}

	/**
	 * Create a client that follows the settings of Spring Boot for HTTP clients in what
	 * is not said here, where the application has them.
	 * @param timeout the time after which an exchange has to be complete or {@code null}
	 * @param maxSize the largest answer in bytes
	 * @param sslBundle what the provider is trusted by or {@code null}
	 * @param beans has the settings
	 * @return the client
	 */
	public static BoundedHttpClient create(@Nullable Duration timeout, int maxSize, @Nullable SslBundle sslBundle,
			BeanFactory beans) {
		return bootClientsPresent ? BootClients.create(timeout, maxSize, sslBundle, beans)
				: new BoundedHttpClient((timeout != null) ? timeout : DEFAULT_TIMEOUT, maxSize, sslBundle);
	}

	/**
	 * Return the time after which an exchange has to be complete.
	 * @return the duration
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return when an exchange that starts now has to be complete.
	 * @return the value of {@link System#nanoTime()} by then
	 */
	public long startDeadline() {
		return System.nanoTime() + this.timeout.toNanos();
	}

	/**
	 * Get a document.
	 * @param location the location of the document
	 * @param deadline when the answer has to be complete
	 * @return the document
	 * @throws IOException if there is no answer, or one that is too large or too late
	 * @throws StatusException if the status is another than 200
	 */
	public String get(URI location, long deadline) throws IOException {
		return send(HttpRequest.newBuilder(location), deadline);
	}

	/**
	 * Send a request.
	 * @param builder the request
	 * @param deadline when the answer has to be complete
	 * @return the body of the answer
	 * @throws IOException if there is no answer, or one that is too large or too late
	 * @throws StatusException if the status is another than 200
	 */
	public String send(HttpRequest.Builder builder, long deadline) throws IOException {
		HttpRequest request = builder.header("Accept", "application/json").build();
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		CompletableFuture<HttpResponse<Void>> exchange = this.client.obtain()
			.sendAsync(request,
					BodyHandlers.ofByteArrayConsumer((chunk) -> chunk.ifPresent((bytes) -> append(body, bytes))));
		try {
			HttpResponse<Void> response = exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (response.statusCode() != 200) {
				throw new StatusException(response.statusCode());
			}
			return body.toString(StandardCharsets.UTF_8);
		}
		catch (TimeoutException ex) {
			exchange.cancel(true);
			throw new IOException("no complete answer within " + this.timeout.toMillis() + " ms");
		}
		catch (ExecutionException ex) {
			throw new IOException((body.size() > this.maxSize) ? "the answer is larger than " + this.maxSize + " bytes"
					: "the connection failed ("
							+ NestedExceptionUtils.getMostSpecificCause(ex).getClass().getSimpleName() + ")");
		}
		catch (InterruptedException ex) {
			exchange.cancel(true);
			Thread.currentThread().interrupt();
			throw new IOException("interrupted");
		}
	}

	private void append(ByteArrayOutputStream body, byte[] bytes) {
		body.writeBytes(bytes);
		if (body.size() > this.maxSize) {
			throw new IllegalStateException("too large");
		}
	}

	/**
	 * Thrown when a provider answers with another status than 200.
	 */
	public static class StatusException extends IOException {

		StatusException(int status) {
			super("the provider answered with status " + status);
		}

	}

	/**
	 * Keeps the optional clients of Spring Boot out of the outer class.
	 */
	private static final class BootClients {

		static BoundedHttpClient create(@Nullable Duration timeout, int maxSize, @Nullable SslBundle ssl,
				BeanFactory beans) {
			HttpClientSettings settings = beans.getBeanProvider(HttpClientSettings.class)
				.getIfAvailable(HttpClientSettings::defaults);
			Duration bound = (timeout != null) ? timeout
					: (settings.readTimeout() != null) ? settings.readTimeout() : DEFAULT_TIMEOUT;
			HttpClientSettings strict = settings.withRedirects(HttpRedirects.DONT_FOLLOW)
				.withReadTimeout(null)
				.withConnectTimeout((settings.connectTimeout() != null) ? settings.connectTimeout() : bound)
				.withSslBundle((ssl != null) ? ssl : settings.sslBundle());
			return new BoundedHttpClient(() -> new JdkHttpClientBuilder().build(strict), bound, maxSize);
		}

	}

}
