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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.WebhookClient;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.json.JsonWriter;
import org.springframework.context.ApplicationContext;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Alerts by HTTP and e-mail, for applications that ask for them. What would be left out
 * since something is not there is refused.
 */
final class AlertChannels {

	private static final String WEBHOOK = "api-security.detection.alert.webhook";

	private static final String MAIL_TO = "api-security.detection.alert.mail-to";

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Set<String> THIS_HOST = Set.of("localhost", "127.0.0.1", "[::1]");

	// The text is what chat systems show.
	private static final JsonWriter<Alert> writer = JsonWriter.of((json) -> {
		json.add("text", AlertChannels::text);
		json.add("time", (alert) -> alert.time().toString());
		json.add("rule", Alert::rule);
		json.add("found", Alert::found);
		json.add("subjects", Alert::subjects);
	});

	private AlertChannels() {
	}

	static List<AlertChannel> create(DetectionProperties.Alert properties, ApplicationContext context) {
		List<AlertChannel> channels = new ArrayList<>();
		if (isWritten(WEBHOOK, context)) {
			URI url = properties.getWebhook();
			PropertyValue.refuseIf(url == null || !isSafe(url), WEBHOOK, null,
					"Use an absolute URL with 'https', which nobody on the way can read.");
			PropertyValue.refuseIf(!isPresent("org.springframework.boot.http.client.HttpClientSettings", context),
					WEBHOOK, null, "Add 'spring-boot-starter-restclient', whose clients connect to it.");
			WebhookClient client = WebhookClient.create(url, TIMEOUT, false, context);
			channels.add((alert) -> client.post(writer.writeToString(alert), Map.of()));
		}
		if (isWritten(MAIL_TO, context)) {
			AlertChannel mail = isPresent("org.springframework.mail.MailSender", context)
					? Mail.create(properties, context) : null;
			PropertyValue.refuseIf(mail == null, MAIL_TO, properties.getMailTo(),
					"Add 'spring-boot-starter-mail' and configure the server with 'spring.mail.host'.");
			channels.add(mail);
		}
		return channels;
	}

	// As conditions ask: the slice of a test says 'false'.
	private static boolean isWritten(String key, ApplicationContext context) {
		return !context.getEnvironment().getProperty(key, "false").equals("false");
	}

	private static boolean isSafe(URI url) {
		return url.getHost() != null && ("https".equalsIgnoreCase(url.getScheme())
				|| ("http".equalsIgnoreCase(url.getScheme()) && THIS_HOST.contains(url.getHost())));
	}

	private static boolean isPresent(String library, ApplicationContext context) {
		return ClassUtils.isPresent(library, context.getClassLoader());
	}

	private static String text(Alert alert) {
		return "The rule '" + alert.rule() + "' has found " + alert.found();
	}

	/**
	 * Keeps the optional mail support out of the outer class.
	 */
	private static final class Mail {

		static @Nullable AlertChannel create(DetectionProperties.Alert properties, BeanFactory beanFactory) {
			MailSender sender = beanFactory.getBeanProvider(MailSender.class).getIfAvailable();
			String[] to = StringUtils.commaDelimitedListToStringArray(properties.getMailTo());
			String from = properties.getMailFrom();
			return (sender != null && to.length > 0) ? (alert) -> sender.send(message(alert, to, from)) : null;
		}

		private static SimpleMailMessage message(Alert alert, String[] to, @Nullable String from) {
			SimpleMailMessage message = new SimpleMailMessage();
			message.setFrom(from);
			message.setTo(to);
			message.setSubject("[api-security] " + alert.rule() + ": " + alert.found());
			message.setText(text(alert) + ":\n\n" + String.join("\n", alert.subjects()) + "\n");
			return message;
		}

	}

}
