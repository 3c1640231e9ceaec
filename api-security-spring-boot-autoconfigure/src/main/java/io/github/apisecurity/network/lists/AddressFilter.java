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

package io.github.apisecurity.network.lists;

import java.io.IOException;

import io.github.apisecurity.audit.Refusals;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses clients by their address.
 */
class AddressFilter extends OncePerRequestFilter {

	private static final Problem REFUSED = Problem.of(ProblemType.FORBIDDEN);

	private final AddressLists lists;

	private final ClientAddressResolver resolver;

	private final ProblemWriter problemWriter;

	private final Refusals refusals;

	AddressFilter(AddressLists lists, ClientAddressResolver resolver, ProblemWriter problemWriter,
			SecurityEventPublisher publisher) {
		this.lists = lists;
		this.resolver = resolver;
		this.problemWriter = problemWriter;
		this.refusals = new Refusals(publisher);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		if (!this.lists.isEmpty()) {
			String refusal = this.lists.refusal(IpAddress.parse(this.resolver.resolve(request)));
			if (refusal != null) {
				this.refusals.add(refusal);
				this.problemWriter.write(request, response, REFUSED);
				return;
			}
		}
		filterChain.doFilter(request, response);
	}

}
