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

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.security.web.header.Header;
import org.springframework.util.StringUtils;

/**
 * The headers that are added to those of Spring Security.
 *
 * @param headers the headers with a fixed value
 * @param hstsMaxAge the time for which a browser keeps to HTTPS
 */
record SecurityHeaders(List<Header> headers, Duration hstsMaxAge) {

	static SecurityHeaders of(HeadersProperties properties) {
		if (properties.getHstsMaxAge().isNegative()) {
			throw new InvalidConfigurationPropertyValueException("api-security.headers.hsts-max-age",
					properties.getHstsMaxAge(), "Use a positive duration, such as '730d', or '0' to withdraw HSTS.");
		}
		List<Header> headers = new ArrayList<>();
		add(headers, "content-security-policy", "Content-Security-Policy", properties.getContentSecurityPolicy());
		add(headers, "permissions-policy", "Permissions-Policy", properties.getPermissionsPolicy());
		headers.add(new Header("Referrer-Policy", "no-referrer"));
		headers.add(new Header("Cross-Origin-Opener-Policy", "same-origin"));
		headers.add(new Header("Cross-Origin-Resource-Policy", "same-origin"));
		headers.add(new Header("Origin-Agent-Cluster", "?1"));
		headers.add(new Header("X-Permitted-Cross-Domain-Policies", "none"));
		headers.add(new Header("X-DNS-Prefetch-Control", "off"));
		return new SecurityHeaders(List.copyOf(headers), properties.getHstsMaxAge());
	}

	private static void add(List<Header> headers, String key, String name, String value) {
		if (!StringUtils.hasText(value)) {
			return;
		}
		if (value.chars().anyMatch((character) -> character < 0x20 || character > 0x7e)) {
			throw new InvalidConfigurationPropertyValueException("api-security.headers." + key, value,
					"A header holds one line of printable ASCII. Remove line breaks and other characters.");
		}
		headers.add(new Header(name, value));
	}

}
