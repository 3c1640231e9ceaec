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

package io.github.apisecurity.versioning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.CredentialDetails;
import io.github.apisecurity.audit.TokenClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Who still uses what: requests by version, endpoint and client. Clients are named by the
 * public id of their API key or the client id of their access token, never by the user.
 */
class VersionUsage {

	/**
	 * With names of usual length less than 64 KiB.
	 */
	static final int MAX_ENTRIES = 200;

	private static final int MAX_NAME = 64;

	private static final String OTHER = "other";

	private final Map<Use, Count> counts = new ConcurrentHashMap<>();

	/**
	 * Who was recorded today, as many as there are counts at most.
	 */
	private final Set<Use> recorded = ConcurrentHashMap.newKeySet();

	private final AtomicLong day = new AtomicLong();

	/**
	 * Count a request.
	 * @param version the version, or what else is deprecated
	 * @param endpoint the method and pattern of the endpoint
	 * @param caller who calls
	 * @return the count
	 */
	Count count(String version, String endpoint, @Nullable Authentication caller) {
		Use use = new Use(version, endpoint, client(caller));
		Count count = this.counts.get(use);
		if (count == null) {
			// Versions are bounded by the code, clients are not.
			Use bounded = (this.counts.size() < MAX_ENTRIES) ? use : new Use(version, OTHER, OTHER);
			count = this.counts.computeIfAbsent(bounded, (key) -> new Count());
		}
		count.requests.increment();
		return count;
	}

	/**
	 * Return whether a client uses a version for the first time of the day.
	 * @param version the version, or what else is deprecated
	 * @param caller who calls
	 * @param now the time
	 * @return whether it is the first time
	 */
	boolean isFirst(String version, @Nullable Authentication caller, Instant now) {
		long today = Math.floorDiv(now.getEpochSecond(), Duration.ofDays(1).toSeconds());
		if (this.day.getAndSet(today) != today) {
			this.recorded.clear();
		}
		return this.recorded.size() < MAX_ENTRIES && this.recorded.add(new Use(version, "", client(caller)));
	}

	static String client(@Nullable Authentication caller) {
		if (caller == null || caller instanceof AnonymousAuthenticationToken || !caller.isAuthenticated()) {
			return "anonymous";
		}
		if (caller instanceof CredentialDetails credential) {
			return name(credential.getCredentialId());
		}
		Map<String, Object> claims = TokenClaims.of(caller);
		Object client = claims.getOrDefault("client_id", claims.get("azp"));
		return (client instanceof String text && !text.isEmpty()) ? name(text) : "user";
	}

	private static String name(String name) {
		return name.substring(0, Math.min(MAX_NAME, name.length()));
	}

	List<Entry> entries() {
		List<Entry> entries = new ArrayList<>();
		this.counts.forEach((use, count) -> entries
			.add(new Entry(use.version(), use.endpoint(), use.client(), count.requests.sum(), count.refusals.sum())));
		entries.sort(Comparator.comparing(Entry::version).thenComparing(Entry::endpoint).thenComparing(Entry::client));
		return entries;
	}

	private record Use(String version, String endpoint, String client) {

	}

	/**
	 * Number of requests.
	 */
	static final class Count {

		private final LongAdder requests = new LongAdder();

		private final LongAdder refusals = new LongAdder();

		void refuse() {
			this.refusals.increment();
		}

	}

	/**
	 * Requests of one client.
	 *
	 * @param version the version
	 * @param endpoint the method and pattern of the endpoint
	 * @param client the client
	 * @param requests how many
	 * @param refused how many of them were refused, or would be in shadow mode
	 */
	record Entry(String version, String endpoint, String client, long requests, long refused) {

	}

}
