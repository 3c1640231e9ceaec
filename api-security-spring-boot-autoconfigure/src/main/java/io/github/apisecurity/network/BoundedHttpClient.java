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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * HTTP client for answers of providers: no redirects, a deadline for the whole exchange,
 * which also ends answers that trickle in, and a limit to the size.
 *
 * @since 0.1.0
 */
public class BoundedHttpClient {

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
		this.client = SingletonSupplier.of(() -> {
			HttpClient.Builder builder = HttpClient.newBuilder()
				.connectTimeout(timeout)
				.followRedirects(Redirect.NEVER);
			return ((sslBundle != null) ? builder.sslContext(sslBundle.createSslContext()) : builder).build();
		});
		this.timeout = timeout;
		this.maxSize = maxSize;
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

}
