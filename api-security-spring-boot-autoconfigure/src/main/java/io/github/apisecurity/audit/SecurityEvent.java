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

package io.github.apisecurity.audit;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit trail. It never holds a credential, the value of a field or the
 * query of a request.
 *
 * @param time when it happened
 * @param type what happened
 * @param reason why, as a short code such as {@code credentials_missing}
 * @param principal the name of the caller, {@code null} when unknown
 * @param issuer who vouches for the name: the {@code iss} of the access token,
 * {@code null} when there is none
 * @param tokenId the {@code jti} of the access token, {@code null} when there is none
 * @param traceId the trace of Micrometer Tracing, {@code null} when there is none
 * @param request where it happened, {@code null} outside of a request
 * @param details further facts, such as the name of the policy or of the fields
 * @since 0.1.0
 */
public record SecurityEvent(Instant time, SecurityEventType type, @Nullable String reason, @Nullable String principal,
		@Nullable String issuer, @Nullable String tokenId, @Nullable String traceId, @Nullable RequestDetails request,
		Map<String, Object> details) {

	public SecurityEvent {
		details = Map.copyOf(details);
	}

	/**
	 * Return this event with other details.
	 * @param request where it happened
	 * @param details the details
	 * @return a new event
	 */
	public SecurityEvent with(@Nullable RequestDetails request, Map<String, Object> details) {
		return new SecurityEvent(this.time, this.type, this.reason, this.principal, this.issuer, this.tokenId,
				this.traceId, request, details);
	}

	/**
	 * The request an event belongs to.
	 *
	 * @param id the identifier of the request, also the {@code instance} of its problem
	 * @param clientAddress the address of the client
	 * @param method the HTTP method
	 * @param path the path without query
	 * @param pathTemplate the pattern of the endpoint, such as {@code /api/orders/{id}},
	 * {@code null} as long as no endpoint is chosen
	 * @param resourceIds the variables of the path by name
	 * @param userAgent the {@code User-Agent} header, {@code null} when there is none
	 */
	public record RequestDetails(String id, String clientAddress, String method, String path,
			@Nullable String pathTemplate, Map<String, String> resourceIds, @Nullable String userAgent) {

	}

}
