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
import java.util.Map;

import io.github.apisecurity.audit.WebhookClient;

import org.springframework.boot.json.JsonWriter;

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

	private final WebhookClient client;

	WebhookAlertChannel(WebhookClient client) {
		this.client = client;
	}

	static String text(Alert alert) {
		return "The rule '" + alert.rule() + "' has found " + alert.found();
	}

	@Override
	public void send(Alert alert) throws IOException {
		this.client.post(writer.writeToString(alert), Map.of());
	}

}
