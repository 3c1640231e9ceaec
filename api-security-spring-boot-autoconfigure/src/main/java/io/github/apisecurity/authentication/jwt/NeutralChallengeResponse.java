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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Response whose challenges name the configured metadata and never one made of the
 * {@code Host} header, which the caller chose. The entry point of the chain, the
 * application's own included, stays as it is.
 */
class NeutralChallengeResponse extends HttpServletResponseWrapper {

	private static final Pattern METADATA = Pattern.compile("(,?\\s*)resource_metadata=\"[^\"]*\"");

	private final String replacement;

	NeutralChallengeResponse(HttpServletResponse response, String replacement) {
		super(response);
		this.replacement = replacement;
	}

	static String replacement(@Nullable ResourceMetadata metadata) {
		return (metadata != null) ? "$1" + Matcher.quoteReplacement("resource_metadata=\"" + metadata.uri() + "\"")
				: "";
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		super.setHeader(name, neutralize(name, value));
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		super.addHeader(name, neutralize(name, value));
	}

	private @Nullable String neutralize(String name, @Nullable String value) {
		return (value != null && HttpHeaders.WWW_AUTHENTICATE.equalsIgnoreCase(name))
				? METADATA.matcher(value).replaceAll(this.replacement) : value;
	}

}
