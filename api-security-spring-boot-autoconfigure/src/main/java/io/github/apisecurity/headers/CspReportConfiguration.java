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

import java.util.List;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.chain.RequestRuleFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The endpoint for reports of browsers, which send no credential.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnProperty("api-security.headers.csp-report-path")
class CspReportConfiguration {

	@Bean
	CspReportController apiSecurityCspReportController(SecurityEventPublisher publisher) {
		return new CspReportController(publisher);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	@Nullable SecurityFilterChain apiSecurityCspReportFilterChain(ObjectProvider<HttpSecurity> http, HeadersProperties properties,
			RequestRuleFactory rules) {
		return OpenFilterChain.of(http,
				rules.rule("api-security.headers.csp-report-path", properties.getCspReportPath(), List.of("POST")));
	}

}
