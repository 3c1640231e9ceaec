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

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for a named set of limits.
 *
 * @since 0.1.0
 */
@ConfigurationPropertiesSource
public class RateLimitPolicyProperties {

	/**
	 * Whom the limits count: client-ip, user, token, api-key, claim:&lt;name&gt;,
	 * header:&lt;name&gt;, query:&lt;name&gt;, path:&lt;name&gt;,
	 * spel:&lt;expression&gt;, global or bean:&lt;name&gt;. Several for their
	 * combination.
	 */
	private final List<String> key = new ArrayList<>(List.of("user"));

	/**
	 * What happens to a request that lacks the key.
	 */
	private WhenMissing whenMissing = WhenMissing.CLIENT_IP;

	/**
	 * Limits, such as '100/1m' or '100/1m burst 200'. All apply. Or one window of the
	 * calendar, such as '1000/month Europe/Berlin'.
	 */
	private final List<Limit> limits = new ArrayList<>();

	/**
	 * Limits by the value of the claim named by the entry 'claim', or 'unlimited'.
	 */
	private final Map<String, List<Limit>> tiers = new LinkedHashMap<>();

	/**
	 * Maximum number of requests in progress for each key, in each instance. Not limited
	 * when zero.
	 */
	private int concurrent;

	/**
	 * Time after which a request no longer counts as in progress. When set, those of all
	 * instances count, in Redis.
	 */
	private @Nullable Duration concurrentLease;

	/**
	 * Tokens of a request.
	 */
	private long cost = 1;

	/**
	 * Header of the response that says how many tokens the request has cost, instead of
	 * those taken before.
	 */
	private @Nullable String costHeader;

	/**
	 * Statuses of the responses that count, such as '401', '4xx' or '!2xx', and
	 * exceptions by the name of their class. All when empty.
	 */
	private final Set<String> consumeOn = new LinkedHashSet<>();

	/**
	 * Expression over the request that takes it out, such as "header('X-Probe') ==
	 * 'yes'".
	 */
	private @Nullable String skipWhen;

	/**
	 * Name of a RateLimitResolver bean that finds the limits of a caller. Those of the
	 * policy apply where it finds none.
	 */
	private @Nullable String limitsFrom;

	/**
	 * What happens to a request over the limit.
	 */
	private RateLimitMode mode = RateLimitMode.ENFORCE;

	/**
	 * How long a request waits for its tokens at most, in the mode 'delay'.
	 */
	private Duration maxDelay = Duration.ofSeconds(1);

	/**
	 * Maximum number of requests that wait, in each instance. Further ones are refused.
	 */
	private int maxDelayed = 100;

	/**
	 * What happens while the shared store cannot be asked.
	 */
	private OnFailure onFailure = OnFailure.LOCAL_FALLBACK;

	private final Exempt exempt = new Exempt();

	public List<String> getKey() {
		return this.key;
	}

	public WhenMissing getWhenMissing() {
		return this.whenMissing;
	}

	public void setWhenMissing(WhenMissing whenMissing) {
		this.whenMissing = whenMissing;
	}

	public List<Limit> getLimits() {
		return this.limits;
	}

	public Map<String, List<Limit>> getTiers() {
		return this.tiers;
	}

	public int getConcurrent() {
		return this.concurrent;
	}

	public void setConcurrent(int concurrent) {
		this.concurrent = concurrent;
	}

	public @Nullable Duration getConcurrentLease() {
		return this.concurrentLease;
	}

	public void setConcurrentLease(@Nullable Duration concurrentLease) {
		this.concurrentLease = concurrentLease;
	}

	public long getCost() {
		return this.cost;
	}

	public void setCost(long cost) {
		this.cost = cost;
	}

	public @Nullable String getCostHeader() {
		return this.costHeader;
	}

	public void setCostHeader(@Nullable String costHeader) {
		this.costHeader = costHeader;
	}

	public Set<String> getConsumeOn() {
		return this.consumeOn;
	}

	public @Nullable String getSkipWhen() {
		return this.skipWhen;
	}

	public void setSkipWhen(@Nullable String skipWhen) {
		this.skipWhen = skipWhen;
	}

	public @Nullable String getLimitsFrom() {
		return this.limitsFrom;
	}

	public void setLimitsFrom(@Nullable String limitsFrom) {
		this.limitsFrom = limitsFrom;
	}

	public RateLimitMode getMode() {
		return this.mode;
	}

	public void setMode(RateLimitMode mode) {
		this.mode = mode;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

	public int getMaxDelayed() {
		return this.maxDelayed;
	}

	public void setMaxDelayed(int maxDelayed) {
		this.maxDelayed = maxDelayed;
	}

	public OnFailure getOnFailure() {
		return this.onFailure;
	}

	public void setOnFailure(OnFailure onFailure) {
		this.onFailure = onFailure;
	}

	public Exempt getExempt() {
		return this.exempt;
	}

	/**
	 * Who is not limited.
	 */
	public static class Exempt {

		/**
		 * Authorities of the callers that are not limited.
		 */
		private final Set<String> authorities = new LinkedHashSet<>();

		/**
		 * Addresses and CIDR ranges of the clients that are not limited.
		 */
		private final List<String> addresses = new ArrayList<>();

		public Set<String> getAuthorities() {
			return this.authorities;
		}

		public List<String> getAddresses() {
			return this.addresses;
		}

	}

	/**
	 * Quota per window with a burst.
	 */
	@ConfigurationPropertiesSource
	public static class Limit {

		/**
		 * Requests per window.
		 */
		private long quota;

		/**
		 * Window of the quota.
		 */
		private @Nullable Duration window;

		/**
		 * Requests at once. The quota when not set.
		 */
		private @Nullable Long burst;

		private final @Nullable String text;

		public Limit() {
			this.text = null;
		}

		private Limit(String text) {
			this.text = text;
		}

		/**
		 * Create a limit in the compact form. It is parsed with the policy, which knows
		 * its name.
		 * @param text the compact form, such as {@code 100/1m burst 200}
		 * @return the limit
		 */
		public static Limit valueOf(String text) {
			return new Limit(text);
		}

		@Nullable String getText() {
			return this.text;
		}

		public long getQuota() {
			return this.quota;
		}

		public void setQuota(long quota) {
			this.quota = quota;
		}

		public @Nullable Duration getWindow() {
			return this.window;
		}

		public void setWindow(@Nullable Duration window) {
			this.window = window;
		}

		public @Nullable Long getBurst() {
			return this.burst;
		}

		public void setBurst(@Nullable Long burst) {
			this.burst = burst;
		}

	}

}
