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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Finds the {@link RequestReveal} of the current thread. Where there is none, on another
 * thread or outside of Spring MVC, everything is masked.
 */
class RequestRevealSource implements RevealSource {

	@Override
	public Reveal current() {
		HttpServletRequest request = request();
		// What is streamed after the handler has returned is masked for everybody.
		Reveal reveal = (request != null && !request.isAsyncStarted()) ? RequestReveal.of(request) : null;
		return (reveal != null) ? reveal : Reveal.nothing();
	}

	@Override
	public Reveal ofAnswer() {
		return (current() instanceof RequestReveal reveal && reveal.isOpen()) ? reveal : Reveal.nothing();
	}

	@Override
	public boolean isUpdate() {
		return isReplacement() || isMethod(HttpMethod.PATCH);
	}

	@Override
	public boolean isReplacement() {
		return isMethod(HttpMethod.PUT);
	}

	private static boolean isMethod(HttpMethod method) {
		HttpServletRequest request = request();
		return request != null && method.matches(request.getMethod());
	}

	private static @Nullable HttpServletRequest request() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? attributes.getRequest() : null;
	}

}
