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
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.WebhookClient;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.json.JsonWriter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Alerts by HTTP and e-mail, for applications that ask for them.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWritten("api-security.detection.alert")
class AlertChannelConfiguration {

	private static final String WEBHOOK = "api-security.detection.alert.webhook";

	private static final String MAIL_TO = "api-security.detection.alert.mail-to";

	private static final String NO_MAIL = "Add 'spring-boot-starter-mail' and configure the server with 'spring.mail.host'.";

	/**
	 * Refuse what would be left out since a library is not there.
	 * @param alert the properties
	 * @param classLoader the class loader of the application
	 */
	static void check(DetectionProperties.Alert alert, @Nullable ClassLoader classLoader) {
		PropertyValue.refuseIf(alert.getWebhook() != null
				&& !ClassUtils.isPresent("org.springframework.boot.http.client.HttpClientSettings", classLoader),
				WEBHOOK, null, "Add 'spring-boot-starter-restclient', whose clients connect to it.");
		PropertyValue.refuseIf(
				alert.getMailTo() != null && !ClassUtils.isPresent("org.springframework.mail.MailSender", classLoader),
				MAIL_TO, alert.getMailTo(), NO_MAIL);
	}

	private static String text(Alert alert) {
		return "The rule '" + alert.rule() + "' has found " + alert.found();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(WEBHOOK)
	@ConditionalOnClass(HttpClientSettings.class)
	static class WebhookConfiguration {

		// The text is what chat systems show.
		private static final JsonWriter<Alert> writer = JsonWriter.of((json) -> {
			json.add("text", AlertChannelConfiguration::text);
			json.add("time", (alert) -> alert.time().toString());
			json.add("rule", Alert::rule);
			json.add("found", Alert::found);
			json.add("subjects", Alert::subjects);
		});

		private static final Duration TIMEOUT = Duration.ofSeconds(5);

		private static final Set<String> THIS_HOST = Set.of("localhost", "127.0.0.1", "[::1]");

		@Bean
		AlertChannel apiSecurityWebhookAlertChannel(DetectionProperties properties, BeanFactory beanFactory) {
			URI url = properties.getAlert().getWebhook();
			PropertyValue.refuseIf(url == null || !isSafe(url), WEBHOOK, null,
					"Use an absolute URL with 'https', which nobody on the way can read.");
			WebhookClient client = WebhookClient.create(url, TIMEOUT, false, beanFactory);
			return (alert) -> client.post(writer.writeToString(alert), Map.of());
		}

		private static boolean isSafe(URI url) {
			return url.getHost() != null && ("https".equalsIgnoreCase(url.getScheme())
					|| ("http".equalsIgnoreCase(url.getScheme()) && THIS_HOST.contains(url.getHost())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(MAIL_TO)
	@ConditionalOnClass(MailSender.class)
	static class MailConfiguration {

		@Bean
		AlertChannel apiSecurityMailAlertChannel(DetectionProperties properties, ObjectProvider<MailSender> senders) {
			String[] to = StringUtils.commaDelimitedListToStringArray(properties.getAlert().getMailTo());
			String from = properties.getAlert().getMailFrom();
			MailSender sender = senders.getIfAvailable();
			PropertyValue.refuseIf(sender == null, MAIL_TO, properties.getAlert().getMailTo(), NO_MAIL);
			return (alert) -> sender.send(message(alert, to, from));
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
