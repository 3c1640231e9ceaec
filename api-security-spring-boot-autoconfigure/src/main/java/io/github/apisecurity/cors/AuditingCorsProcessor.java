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

package io.github.apisecurity.cors;

import java.io.IOException;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;

import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * Records a refusal and leaves its body to whoever answers errors.
 */
class AuditingCorsProcessor extends DefaultCorsProcessor {

	private final SecurityEventPublisher publisher;

	AuditingCorsProcessor(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	protected void rejectRequest(ServerHttpResponse response) throws IOException {
		this.publisher.publish(SecurityEventType.CORS_REJECTED, null, Map.of());
		response.setStatusCode(HttpStatus.FORBIDDEN);
		response.flush();
	}

}
