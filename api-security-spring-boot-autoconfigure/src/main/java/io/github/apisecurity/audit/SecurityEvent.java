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
 * @param tokenId the {@code jti} of the access token, {@code null} when there is none
 * @param request where it happened, {@code null} outside of a request
 * @param details further facts, such as the name of the policy or of the fields
 * @since 0.1.0
 */
public record SecurityEvent(Instant time, SecurityEventType type, @Nullable String reason, @Nullable String principal,
		@Nullable String tokenId, @Nullable RequestDetails request, Map<String, Object> details) {

	public SecurityEvent {
		details = Map.copyOf(details);
	}

	/**
	 * The request an event belongs to.
	 *
	 * @param id the identifier of the request, also the {@code instance} of its problem
	 * @param clientAddress the address of the client
	 * @param method the HTTP method
	 * @param path the path without query
	 * @param userAgent the {@code User-Agent} header, {@code null} when there is none
	 */
	public record RequestDetails(String id, String clientAddress, String method, String path,
			@Nullable String userAgent) {

	}

}
