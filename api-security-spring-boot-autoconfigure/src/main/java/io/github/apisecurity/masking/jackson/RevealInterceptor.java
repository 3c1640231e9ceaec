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

package io.github.apisecurity.masking.jackson;

import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Allows values to be clear, which happens only where it is recorded: once for each
 * response, with the names of the properties.
 */
class RevealInterceptor implements HandlerInterceptor {

	private final RevealConditions conditions;

	private final SecurityEventPublisher publisher;

	RevealInterceptor(RevealConditions conditions, SecurityEventPublisher publisher) {
		this.conditions = conditions;
		this.publisher = publisher;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		RequestReveal.start(request, response, this.conditions);
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception exception) {
		RequestReveal reveal = RequestReveal.of(request);
		List<String> revealed = (reveal != null) ? reveal.revealed() : List.of();
		if (!revealed.isEmpty()) {
			this.publisher.publish(SecurityEventType.SENSITIVE_READ, null, Map.of("properties", revealed));
		}
	}

}
