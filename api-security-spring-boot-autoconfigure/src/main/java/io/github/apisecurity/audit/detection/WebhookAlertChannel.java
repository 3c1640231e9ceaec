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

package io.github.apisecurity.audit.detection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * {@link AlertChannel} that posts alerts to a URL. The {@code text} is what chat systems
 * show.
 */
class WebhookAlertChannel implements AlertChannel {

	private static final JsonWriter<Alert> writer = JsonWriter.of((json) -> {
		json.add("text", WebhookAlertChannel::text);
		json.add("time", (alert) -> alert.time().toString());
		json.add("rule", Alert::rule);
		json.add("found", Alert::found);
		json.add("subjects", Alert::subjects);
	});

	private final URI url;

	private final ClientHttpRequestFactory requests;

	WebhookAlertChannel(URI url, ClientHttpRequestFactory requests) {
		this.url = url;
		this.requests = requests;
	}

	static String text(Alert alert) {
		return "The rule '" + alert.rule() + "' has found " + alert.found();
	}

	@Override
	public void send(Alert alert) throws IOException {
		byte[] body = writer.writeToString(alert).getBytes(StandardCharsets.UTF_8);
		ClientHttpRequest request = this.requests.createRequest(this.url, HttpMethod.POST);
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
