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

import java.io.IOException;

import io.github.apisecurity.audit.Refusals;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.detection.Blocks.Refusal;
import io.github.apisecurity.audit.detection.Blocks.Stage;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses whom a rule has blocked, and looks at what became of the requests of others.
 */
class DetectionFilter extends OncePerRequestFilter {

	static final String BLOCKED = "blocked";

	static final String THROTTLED = "throttled";

	private static final Problem REFUSED = Problem.of(ProblemType.FORBIDDEN);

	private final Stage stage;

	private final String attribute;

	private final Blocks blocks;

	private final Exchanges exchanges;

	private final ProblemWriter problemWriter;

	private final Refusals refusals;

	DetectionFilter(Stage stage, Blocks blocks, Exchanges exchanges, ProblemWriter problemWriter,
			SecurityEventPublisher publisher) {
		this.stage = stage;
		this.attribute = DetectionFilter.class.getName() + stage;
		this.blocks = blocks;
		this.exchanges = exchanges;
		this.problemWriter = problemWriter;
		this.refusals = new Refusals(publisher);
	}

	// Both stages are in one chain.
	@Override
	protected String getAlreadyFilteredAttributeName() {
		return this.attribute;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Refusal refusal = (this.blocks.isEmpty()) ? null
				: this.blocks.refusal(this.exchanges.signal(request), this.stage);
		if (refusal != null) {
			this.refusals.add((refusal.throttled()) ? THROTTLED : BLOCKED);
			this.problemWriter.write(request, response, (refusal.throttled()) ? later(refusal.millis()) : REFUSED);
			return;
		}
		try {
			filterChain.doFilter(request, response);
		}
		finally {
			if (this.stage == Stage.ADDRESS) {
				this.exchanges.done(request, response);
			}
		}
	}

	static Problem later(long millis) {
		return Problem.of(ProblemType.QUOTA_EXCEEDED)
			.withHeader(HttpHeaders.RETRY_AFTER, Long.toString((millis + 999) / 1000));
	}

}
