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

import io.github.apisecurity.audit.SecurityEventPublisher;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.HandlerFunction;

/**
 * Allows values to be clear, which happens only where it is recorded: once for each
 * response, with the names of the properties.
 *
 * @param conditions know the caller
 * @param publisher records what was clear
 */
record RevealInterceptor(RevealConditions conditions, SecurityEventPublisher publisher) implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		RequestReveal reveal = RequestReveal.start(request, response, this.conditions, this.publisher);
		if (handler instanceof HandlerFunction && request.getDispatcherType() == DispatcherType.ASYNC) {
			// It has returned, and no advice sees what is written now.
			reveal.open();
		}
		return true;
	}

	@Override
	public void postHandle(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable ModelAndView modelAndView) {
		close(request);
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception exception) {
		RequestReveal reveal = close(request);
		if (reveal != null) {
			reveal.recordRest();
		}
	}

	private static @Nullable RequestReveal close(HttpServletRequest request) {
		RequestReveal reveal = RequestReveal.of(request);
		if (reveal != null) {
			reveal.close();
		}
		return reveal;
	}

}
