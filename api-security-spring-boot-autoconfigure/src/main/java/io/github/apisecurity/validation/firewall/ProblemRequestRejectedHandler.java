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

package io.github.apisecurity.validation.firewall;

import java.io.IOException;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * Records and answers what the firewall refuses. The message of the exception quotes the
 * request and goes nowhere.
 */
class ProblemRequestRejectedHandler implements RequestRejectedHandler {

	private final ProblemWriter writer;

	private final SecurityEventPublisher publisher;

	ProblemRequestRejectedHandler(ProblemWriter writer, SecurityEventPublisher publisher) {
		this.writer = writer;
		this.publisher = publisher;
	}

	@Override
	public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException exception)
			throws IOException {
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, "firewall", Map.of());
		this.writer.write(request, response, Problem.of(ProblemType.BAD_REQUEST));
	}

}
