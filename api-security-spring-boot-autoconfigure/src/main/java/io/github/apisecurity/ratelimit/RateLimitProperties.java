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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.chain.RequestRuleProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for rate limits.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.rate-limit")
public class RateLimitProperties {

	/**
	 * Where the buckets are.
	 */
	private StoreType store = StoreType.AUTO;

	/**
	 * Response headers that tell callers about their quota.
	 */
	private HeaderFormat headers = HeaderFormat.IETF;

	/**
	 * Number of bits of an IPv4 address that the key client-ip counts.
	 */
	private int ipv4PrefixLength = 32;

	/**
	 * Number of bits of an IPv6 address that the key client-ip counts.
	 */
	private int ipv6PrefixLength = 64;

	/**
	 * Policies by name.
	 */
	private final Map<String, RateLimitPolicyProperties> policies = new LinkedHashMap<>();

	/**
	 * Policies by path. Every route that matches applies.
	 */
	private final List<Route> routes = new ArrayList<>();

	private final Memory memory = new Memory();

	private final Redis redis = new Redis();

	public StoreType getStore() {
		return this.store;
	}

	public void setStore(StoreType store) {
		this.store = store;
	}

	public HeaderFormat getHeaders() {
		return this.headers;
	}

	public void setHeaders(HeaderFormat headers) {
		this.headers = headers;
	}

	public int getIpv4PrefixLength() {
		return this.ipv4PrefixLength;
	}

	public void setIpv4PrefixLength(int ipv4PrefixLength) {
		this.ipv4PrefixLength = ipv4PrefixLength;
	}

	public int getIpv6PrefixLength() {
		return this.ipv6PrefixLength;
	}

	public void setIpv6PrefixLength(int ipv6PrefixLength) {
		this.ipv6PrefixLength = ipv6PrefixLength;
	}

	public Map<String, RateLimitPolicyProperties> getPolicies() {
		return this.policies;
	}

	public List<Route> getRoutes() {
		return this.routes;
	}

	public Memory getMemory() {
		return this.memory;
	}

	public Redis getRedis() {
		return this.redis;
	}

	/**
	 * Where the buckets are.
	 */
	public enum StoreType {

		/**
		 * In Redis when the application has configured one, in memory otherwise.
		 */
		AUTO,

		/**
		 * In the memory of each instance.
		 */
		MEMORY,

		/**
		 * In Redis.
		 */
		REDIS,

		/**
		 * In the {@code ProxyManager} bean of the application, or in Redis in the form of
		 * Bucket4j.
		 */
		BUCKET4J

	}

	/**
	 * Buckets in memory.
	 */
	public static class Memory {

		/**
		 * Maximum number of buckets, besides 1,024 shared ones for each policy.
		 */
		private int maxBuckets = 100_000;

		public int getMaxBuckets() {
			return this.maxBuckets;
		}

		public void setMaxBuckets(int maxBuckets) {
			this.maxBuckets = maxBuckets;
		}

	}

	/**
	 * Buckets in Redis.
	 */
	public static class Redis {

		/**
		 * Prefix of the keys, by default that of api-security.redis with 'rate-limit:'.
		 */
		private @Nullable String keyPrefix;

		/**
		 * Whether concurrent requests for the same buckets share a call.
		 */
		private boolean coalesce = true;

		public @Nullable String getKeyPrefix() {
			return this.keyPrefix;
		}

		public void setKeyPrefix(@Nullable String keyPrefix) {
			this.keyPrefix = keyPrefix;
		}

		public boolean isCoalesce() {
			return this.coalesce;
		}

		public void setCoalesce(boolean coalesce) {
			this.coalesce = coalesce;
		}

	}

	/**
	 * Policies of the requests to a path.
	 */
	@ConfigurationPropertiesSource
	public static class Route extends RequestRuleProperties {

		/**
		 * Names of the policies.
		 */
		private final Set<String> policies = new LinkedHashSet<>();

		public Set<String> getPolicies() {
			return this.policies;
		}

	}

}
