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

import java.net.URI;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import javax.crypto.SecretKey;

import io.github.apisecurity.audit.Hmac;
import io.github.apisecurity.audit.WebhookClient;
import io.github.apisecurity.config.PropertyValue;

import org.springframework.beans.factory.BeanFactory;

/**
 * {@link TrailWriter} that sends batches to a URL, signed as Standard Webhooks.
 *
 * @see <a href="https://www.standardwebhooks.com">Standard Webhooks</a>
 */
class WebhookTrailWriter implements TrailWriter {

	private static final String PREFIX = "api-security.audit.sinks.webhook.";

	private static final int MIN_SECRET = 24;

	private final WebhookClient client;

	private final SecretKey secret;

	private final Clock clock;

	WebhookTrailWriter(WebhookClient client, byte[] secret, Clock clock) {
		this.client = client;
		this.secret = Hmac.key(secret);
		this.clock = clock;
	}

	static WebhookTrailWriter create(AuditSinkProperties.Webhook webhook, BeanFactory beanFactory) {
		String url = Objects.requireNonNull(webhook.getUrl());
		boolean usable = url.startsWith("https://") || (webhook.isInternal() && url.startsWith("http://"));
		PropertyValue.refuseIf(!usable, PREFIX + "url", null,
				"Use an 'https' URL. One inside needs '" + PREFIX + "internal: true', and may be 'http' then.");
		String text = (webhook.getSecret() != null) ? webhook.getSecret() : "";
		byte[] secret = PropertyValue.secret(text.replaceFirst("^whsec_", ""));
		PropertyValue.refuseIf(secret.length < MIN_SECRET, PREFIX + "secret", null,
				"Use 'whsec_' and at least 24 bytes in Base64: 'openssl rand -base64 32'.");
		return new WebhookTrailWriter(
				WebhookClient.create(URI.create(url), webhook.getTimeout(), !webhook.isInternal(), beanFactory), secret,
				Clock.systemUTC());
	}

	@Override
	public void write(List<TrailRecord> batch, String id) throws Exception {
		String body = batch.stream().map(TrailRecord::json).collect(Collectors.joining(",", "[", "]"));
		String message = "msg_" + id;
		String time = String.valueOf(this.clock.instant().getEpochSecond());
		// The receiver knows by its identifier what is sent again.
		this.client.post(body, Map.of("webhook-id", message, "webhook-timestamp", time, "webhook-signature",
				"v1," + sign(message + '.' + time + '.' + body)));
	}

	private String sign(String text) {
		return Base64.getEncoder().encodeToString(Hmac.of(this.secret, text));
	}

}
