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

package io.github.apisecurity.authentication.jwt;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Request with a token in the header. Nobody here reads its body, which the application
 * may need as it was sent; but when the application asks for the fields of a form, a
 * second token among them is refused.
 */
class SingleTokenRequest extends HttpServletRequestWrapper {

	private final Consumer<HttpServletRequest> refusal;

	private boolean checked;

	SingleTokenRequest(HttpServletRequest request, Consumer<HttpServletRequest> refusal) {
		super(request);
		this.refusal = refusal;
	}

	@Override
	public @Nullable String getParameter(String name) {
		check();
		return super.getParameter(name);
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		check();
		return super.getParameterMap();
	}

	@Override
	public Enumeration<String> getParameterNames() {
		check();
		return super.getParameterNames();
	}

	@Override
	public String @Nullable [] getParameterValues(String name) {
		check();
		return super.getParameterValues(name);
	}

	private void check() {
		if (!this.checked) {
			this.checked = true;
			if (Collections.list(super.getParameterNames()).stream().anyMatch(BearerTokenPlacement::isToken)) {
				this.refusal.accept(this);
			}
		}
	}

}
