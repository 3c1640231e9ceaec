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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for the detection of attacks.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.detection")
public class DetectionProperties {

	/**
	 * What the rules do that have no mode of their own.
	 */
	private Mode mode = Mode.ENFORCE;

	/**
	 * Number of users, addresses and so on that each rule counts at a time. What has been
	 * quiet longest is forgotten first.
	 */
	private int maxKeys = 10_000;

	/**
	 * Time for which the usual traffic of a client or route is observed before anything
	 * is said about it.
	 */
	private Duration learning = Duration.ofDays(1);

	/**
	 * Rules by name: those that are shipped, of which each key can be changed alone, and
	 * your own.
	 */
	private final Map<String, Rule> rules = new LinkedHashMap<>();

	/**
	 * Path patterns that nobody calls who has not come to look for weaknesses.
	 */
	private final List<String> honeypots = new ArrayList<>(List.of("/.env", "/.git/**", "/.aws/**", "/wp-admin/**",
			"/wp-login.php", "/phpmyadmin/**", "/cgi-bin/**", "/server-status"));

	private final Alert alert = new Alert();

	private final Login login = new Login();

	public Mode getMode() {
		return this.mode;
	}

	public void setMode(Mode mode) {
		this.mode = mode;
	}

	public int getMaxKeys() {
		return this.maxKeys;
	}

	public void setMaxKeys(int maxKeys) {
		this.maxKeys = maxKeys;
	}

	public Duration getLearning() {
		return this.learning;
	}

	public void setLearning(Duration learning) {
		this.learning = learning;
	}

	public Map<String, Rule> getRules() {
		return this.rules;
	}

	public List<String> getHoneypots() {
		return this.honeypots;
	}

	public Alert getAlert() {
		return this.alert;
	}

	public Login getLogin() {
		return this.login;
	}

	/**
	 * What a rule does.
	 */
	public enum Mode {

		/**
		 * It responds.
		 */
		ENFORCE,

		/**
		 * It only records what it would do.
		 */
		SHADOW,

		/**
		 * Nothing.
		 */
		OFF

	}

	/**
	 * What is counted by, or apart.
	 */
	public enum Field {

		/**
		 * The name of the caller, or the one with which a login was attempted.
		 */
		USER,

		/**
		 * The address of the client; of IPv6 the first 64 bits.
		 */
		ADDRESS,

		/**
		 * The first 24 bits of the address, of IPv6 48.
		 */
		NETWORK,

		/**
		 * The first 16 bits of the address, of IPv6 32: about what one provider has.
		 */
		WIDE_NETWORK,

		/**
		 * The identifier of the access token, its 'jti'.
		 */
		TOKEN,

		/**
		 * The pattern of the endpoint.
		 */
		ROUTE,

		/**
		 * The path of the request.
		 */
		PATH,

		/**
		 * The name of the caller, or the address of an unknown one.
		 */
		CLIENT

	}

	/**
	 * One rule.
	 */
	@ConfigurationPropertiesSource
	public static class Rule {

		/**
		 * Events that are counted, by their names in the audit trail.
		 */
		private final Set<String> events = new LinkedHashSet<>();

		/**
		 * Reasons of events that are counted, '*' stands for any text. All when empty.
		 */
		private final Set<String> reasons = new LinkedHashSet<>();

		/**
		 * By what is counted.
		 */
		private final Set<Field> key = new LinkedHashSet<>();

		/**
		 * Of what only different values count.
		 */
		private @Nullable Field distinct;

		/**
		 * Time in which events count.
		 */
		private @Nullable Duration window;

		/**
		 * Number that has to be exceeded. For the rules of abnormal traffic, how many
		 * times the usual.
		 */
		private @Nullable Integer threshold;

		/**
		 * Event of ordinary use under the same key, of whose users there have to be fewer
		 * than of what is counted.
		 */
		private @Nullable String comparedTo;

		/**
		 * Event under the same key that has to follow once the threshold is exceeded.
		 */
		private @Nullable String followedBy;

		/**
		 * What is done: 'event', 'alert', 'throttle 10m', 'block 15m'. The event is
		 * recorded in any case.
		 */
		private final List<String> respond = new ArrayList<>();

		/**
		 * What the rule does.
		 */
		private @Nullable Mode mode;

		public Set<String> getEvents() {
			return this.events;
		}

		public Set<String> getReasons() {
			return this.reasons;
		}

		public Set<Field> getKey() {
			return this.key;
		}

		public @Nullable Field getDistinct() {
			return this.distinct;
		}

		public void setDistinct(@Nullable Field distinct) {
			this.distinct = distinct;
		}

		public @Nullable Duration getWindow() {
			return this.window;
		}

		public void setWindow(@Nullable Duration window) {
			this.window = window;
		}

		public @Nullable Integer getThreshold() {
			return this.threshold;
		}

		public void setThreshold(@Nullable Integer threshold) {
			this.threshold = threshold;
		}

		public @Nullable String getComparedTo() {
			return this.comparedTo;
		}

		public void setComparedTo(@Nullable String comparedTo) {
			this.comparedTo = comparedTo;
		}

		public @Nullable String getFollowedBy() {
			return this.followedBy;
		}

		public void setFollowedBy(@Nullable String followedBy) {
			this.followedBy = followedBy;
		}

		public List<String> getRespond() {
			return this.respond;
		}

		public @Nullable Mode getMode() {
			return this.mode;
		}

		public void setMode(@Nullable Mode mode) {
			this.mode = mode;
		}

	}

	/**
	 * Properties of alerts.
	 */
	public static class Alert {

		/**
		 * Time between two alerts of a rule. What is found in between is told together.
		 */
		private Duration interval = Duration.ofMinutes(1);

		/**
		 * URL that each alert is posted to as JSON, over HTTPS unless it is on this host.
		 */
		private @Nullable URI webhook;

		/**
		 * Addresses that each alert is mailed to, separated by commas. Needs a mail
		 * sender, such as that of 'spring.mail'.
		 */
		private @Nullable String mailTo;

		/**
		 * Address that alerts are mailed from.
		 */
		private @Nullable String mailFrom;

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public @Nullable URI getWebhook() {
			return this.webhook;
		}

		public void setWebhook(@Nullable URI webhook) {
			this.webhook = webhook;
		}

		public @Nullable String getMailTo() {
			return this.mailTo;
		}

		public void setMailTo(@Nullable String mailTo) {
			this.mailTo = mailTo;
		}

		public @Nullable String getMailFrom() {
			return this.mailFrom;
		}

		public void setMailFrom(@Nullable String mailFrom) {
			this.mailFrom = mailFrom;
		}

	}

	/**
	 * Properties of log-ins with a password.
	 */
	public static class Login {

		/**
		 * Whether attempts have to wait. That of all rules when not set.
		 */
		private @Nullable Mode mode;

		/**
		 * Number of failures of a user from one network after which the next attempt has
		 * to wait.
		 */
		private int freeAttempts = 5;

		/**
		 * Time to wait at first. It doubles with each further failure.
		 */
		private Duration delay = Duration.ofSeconds(1);

		/**
		 * Longest time to wait.
		 */
		private Duration maxDelay = Duration.ofMinutes(15);

		public @Nullable Mode getMode() {
			return this.mode;
		}

		public void setMode(@Nullable Mode mode) {
			this.mode = mode;
		}

		public int getFreeAttempts() {
			return this.freeAttempts;
		}

		public void setFreeAttempts(int freeAttempts) {
			this.freeAttempts = freeAttempts;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

	}

}
