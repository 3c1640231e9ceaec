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

package io.github.apisecurity.audit.trail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.network.PublicAddresses;
import org.jspecify.annotations.Nullable;

/**
 * {@link TrailWriter} that sends batches to a URL, signed as Standard Webhooks.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
class WebhookTrailWriter implements TrailWriter {

	private final URI url;

	private final byte[] secret;

	private final boolean internal;

	private final Duration timeout;

	private final Clock clock;

	private @Nullable HttpClient client;

	private @Nullable List<TrailRecord> failed;

	private String failedId = "";

	WebhookTrailWriter(URI url, byte[] secret, boolean internal, Duration timeout, Clock clock) {
		this.url = url;
		this.secret = secret.clone();
		this.internal = internal;
		this.timeout = timeout;
		this.clock = clock;
	}

	@Override
	public void write(List<TrailRecord> batch) throws Exception {
		checkAddress();
		// What is sent again has the identifier it had, so that the receiver knows it.
		String id = (batch.equals(this.failed)) ? this.failedId : "msg_" + UUID.randomUUID();
		this.failed = List.copyOf(batch);
		this.failedId = id;
		String body = batch.stream().map(TrailRecord::json).collect(Collectors.joining(",", "[", "]"));
		String time = String.valueOf(this.clock.instant().getEpochSecond());
		HttpRequest request = HttpRequest.newBuilder(this.url)
			.timeout(this.timeout)
			.header("Content-Type", "application/json")
			.header("webhook-id", id)
			.header("webhook-timestamp", time)
			.header("webhook-signature", "v1," + sign(id + '.' + time + '.' + body))
			.POST(BodyPublishers.ofString(body))
			.build();
		int status = client().send(request, BodyHandlers.discarding()).statusCode();
		if (status < 200 || status > 299) {
			throw new IOException("The receiver answered with status " + status);
		}
		this.failed = null;
	}

	private void checkAddress() throws IOException {
		InetAddress[] addresses = InetAddress.getAllByName(this.url.getHost());
		if (!this.internal && !Arrays.stream(addresses).allMatch(PublicAddresses::contains)) {
			throw new IOException("The receiver has an address that is not one of the public Internet");
		}
	}

	private HttpClient client() {
		HttpClient client = this.client;
		if (client == null) {
			client = HttpClient.newBuilder()
				.connectTimeout(this.timeout)
				.followRedirects(HttpClient.Redirect.NEVER)
				.build();
			this.client = client;
		}
		return client;
	}

	private String sign(String text) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(this.secret, "HmacSHA256"));
		return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
	}

}
