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

import java.io.IOException;
import java.util.Map;

import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Records what was refused and has no event: by code of the application, by filters that
 * tell nobody, and by managers that publish nothing.
 */
class UnrecordedRefusalFilter implements Filter {

	private final SecurityEventPublisher publisher;

	UnrecordedRefusalFilter(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		chain.doFilter(request, response);
		int status = ((HttpServletResponse) response).getStatus();
		// An asynchronous answer comes here with its result.
		if ((status == 401 || status == 403) && !request.isAsyncStarted()
				&& request.getAttribute(Refusals.RECORDED) == null) {
			record(status);
		}
	}

	private void record(int status) {
		boolean denied = status == 403;
		String reason = (denied) ? "denied_by_application"
				: (Refusals.hasCredentials()) ? "refused_by_application" : "credentials_missing";
		try {
			this.publisher.publish(
					(denied) ? SecurityEventType.ACCESS_DENIED : SecurityEventType.AUTHENTICATION_FAILURE, reason,
					Map.of());
		}
		catch (ProblemException ex) {
			// It is refused already.
		}
	}

}
