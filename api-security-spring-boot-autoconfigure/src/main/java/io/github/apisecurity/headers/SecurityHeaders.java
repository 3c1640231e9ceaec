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

package io.github.apisecurity.headers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.util.StringUtils;

/**
 * The headers that are added to those of Spring Security in every chain, and all of them
 * on problems that no chain has seen. A chain of the application that sets one of them
 * itself comes later; a header that is already there is left alone.
 */
class SecurityHeaders implements Customizer<HeadersConfigurer<HttpSecurity>>, ProblemHeaderWriter {

	private static final List<Header> CHAIN_DEFAULTS = List.of(new Header("X-Content-Type-Options", "nosniff"),
			new Header("X-XSS-Protection", "0"), new Header("X-Frame-Options", "DENY"));

	private final List<Header> headers = new ArrayList<>();

	private final Duration hstsMaxAge;

	private final List<HeaderWriter> problemWriters;

	SecurityHeaders(HeadersProperties properties) {
		this.hstsMaxAge = properties.getHstsMaxAge();
		PropertyValue.refuseIf(this.hstsMaxAge.isNegative(), "api-security.headers.hsts-max-age", this.hstsMaxAge,
				"Use a positive duration, such as '730d', or '0' to withdraw HSTS.");
		add("content-security-policy", "Content-Security-Policy", properties.getContentSecurityPolicy());
		add("permissions-policy", "Permissions-Policy", properties.getPermissionsPolicy());
		this.headers.add(new Header("Referrer-Policy", "no-referrer"));
		this.headers.add(new Header("Cross-Origin-Opener-Policy", "same-origin"));
		this.headers.add(new Header("Cross-Origin-Resource-Policy", "same-origin"));
		this.headers.add(new Header("Origin-Agent-Cluster", "?1"));
		this.headers.add(new Header("X-Permitted-Cross-Domain-Policies", "none"));
		this.headers.add(new Header("X-DNS-Prefetch-Control", "off"));
		this.problemWriters = List.of(new StaticHeadersWriter(CHAIN_DEFAULTS),
				new HstsHeaderWriter(this.hstsMaxAge.toSeconds(), true), new StaticHeadersWriter(this.headers));
	}

	private void add(String key, String name, String value) {
		if (!StringUtils.hasText(value)) {
			return;
		}
		PropertyValue.refuseIf(value.chars().anyMatch((character) -> character < 0x20 || character > 0x7e),
				"api-security.headers." + key, value,
				"A header holds one line of printable ASCII. Remove line breaks and other characters.");
		this.headers.add(new Header(name, value));
	}

	@Override
	public void customize(HeadersConfigurer<HttpSecurity> configurer) {
		configurer.addHeaderWriter(new StaticHeadersWriter(this.headers));
		configurer.httpStrictTransportSecurity(
				(hsts) -> hsts.includeSubDomains(true).maxAgeInSeconds(this.hstsMaxAge.toSeconds()));
	}

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		this.problemWriters.forEach((writer) -> writer.writeHeaders(request, response));
	}

	Map<String, Object> describe() {
		return Map.of("headers", this.headers.stream().map(Header::getName).toList(), "hsts-max-age",
				this.hstsMaxAge.toString());
	}

}
