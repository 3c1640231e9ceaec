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

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint} to look into the audit trail. What was masked when it was recorded is
 * masked here.
 */
@Endpoint(id = "apisecurityaudit")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(AuditTrailEndpoint.class)
class AuditTrailEndpoint {

	private static final int MAX_SIZE = 200;

	private final TrailSearch search;

	AuditTrailEndpoint(Trail trail) {
		TrailWriter table = trail.writer(TrailOutputs.TABLE);
		this.search = (TrailSearch) Objects.requireNonNull((table != null) ? table : trail.writer(TrailOutputs.MEMORY));
	}

	@ReadOperation
	Map<String, Object> find(@Nullable Instant after, @Nullable Instant before, @Nullable String principal,
			@Nullable String issuer, @Nullable String event, @Nullable String address, @Nullable Integer page,
			@Nullable Integer size) {
		int limit = Math.max(1, Math.min(MAX_SIZE, (size != null) ? size : 50));
		int number = Math.max(0, Math.min(Integer.MAX_VALUE / MAX_SIZE - 1, (page != null) ? page : 0));
		TrailSearch.Filter filter = new TrailSearch.Filter(after, before, principal, issuer, event, address);
		List<Map<?, ?>> found = this.search.find(filter, number * limit, limit + 1);
		return Map.of("page", number, "size", limit, "more", found.size() > limit, "events",
				found.stream().limit(limit).toList());
	}

}
