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

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/**
 * Adds the headers to every chain. A chain of the application that sets one of them
 * itself comes later; a header that is already there is left alone.
 */
class SecurityHeadersCustomizer implements Customizer<HeadersConfigurer<HttpSecurity>> {

	private final SecurityHeaders headers;

	SecurityHeadersCustomizer(SecurityHeaders headers) {
		this.headers = headers;
	}

	@Override
	public void customize(HeadersConfigurer<HttpSecurity> configurer) {
		configurer.addHeaderWriter(new StaticHeadersWriter(this.headers.headers()));
		configurer.httpStrictTransportSecurity(
				(hsts) -> hsts.includeSubDomains(true).maxAgeInSeconds(this.headers.hstsMaxAge().toSeconds()));
	}

}
