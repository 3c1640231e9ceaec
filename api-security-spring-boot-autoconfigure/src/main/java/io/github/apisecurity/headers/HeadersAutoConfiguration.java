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

import java.util.Map;

import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemHeaderWriter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.Header;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for security headers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.headers.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeadersProperties.class)
public final class HeadersAutoConfiguration {

	@Bean
	Customizer<HeadersConfigurer<HttpSecurity>> apiSecurityHeadersCustomizer(HeadersProperties properties) {
		return new SecurityHeadersCustomizer(SecurityHeaders.of(properties));
	}

	@Bean
	ProblemHeaderWriter apiSecurityHeadersProblemHeaderWriter(HeadersProperties properties) {
		return new SecurityHeadersProblemHeaderWriter(SecurityHeaders.of(properties));
	}

	@Bean
	PostureContributor apiSecurityHeadersPosture(HeadersProperties properties) {
		SecurityHeaders headers = SecurityHeaders.of(properties);
		return () -> new FeaturePosture("headers",
				Map.of("headers", headers.headers().stream().map(Header::getName).toList(), "hsts-max-age",
						headers.hstsMaxAge().toString()));
	}

}
