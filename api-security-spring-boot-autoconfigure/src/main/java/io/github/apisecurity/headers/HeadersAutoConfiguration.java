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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.network.NetworkProperties;
import io.github.apisecurity.network.RequestTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.HandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for security headers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class, after = NetworkAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.headers.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ HeadersProperties.class, NetworkProperties.class })
@Import({ RequestRuleFactory.class, CspReportConfiguration.class })
public final class HeadersAutoConfiguration {

	private static final boolean swaggerUiPresent = ClassUtils.isPresent("org.springdoc.webmvc.ui.SwaggerConfig",
			HeadersAutoConfiguration.class.getClassLoader());

	@Bean
	SecurityHeaders apiSecurityHeadersCustomizer(HeadersProperties properties, RequestRuleFactory rules,
			Environment environment, NetworkProperties network) {
		String reports = reports(properties, environment);
		return new SecurityHeaders(properties, HeaderSet.of("api-security.headers", properties, null, reports),
				List.of(rules.firstMatch("api-security.headers.paths", properties.getPaths(),
						HeadersProperties.Path::getPattern,
						(key, path) -> HeaderSet.of(key, path, properties, reports)),
						rules.firstMatch("api-security.headers", pages(environment), Page::pattern,
								(key, page) -> HeaderSet.of(HeaderPreset.BROWSER, page.headers(), reports))),
				RequestTransport.of(network)::isSecure);
	}

	private static @Nullable String reports(HeadersProperties properties, Environment environment) {
		String path = properties.getCspReportPath();
		PropertyValue.refuseIf(path != null && !path.matches("/[A-Za-z0-9/._-]+"),
				"api-security.headers.csp-report-path", path, "Use a path such as '/csp-report'.");
		String servlet = environment.getProperty("spring.mvc.servlet.path", "");
		return (path != null) ? environment.getProperty("server.servlet.context-path", "")
				+ (servlet.equals("/") ? "" : servlet) + path : null;
	}

	// Pages of others, which would stay blank as answers of an API.
	private static List<Page> pages(Environment environment) {
		List<Page> pages = new ArrayList<>();
		if (swaggerUiPresent && environment.getProperty("springdoc.swagger-ui.enabled", Boolean.class, true)) {
			String path = environment.getProperty("springdoc.swagger-ui.path", "/swagger-ui.html");
			pages.add(new Page(path.substring(0, Math.max(0, path.lastIndexOf('/'))) + "/swagger-ui/**", Map.of()));
		}
		if (environment.getProperty("spring.h2.console.enabled", Boolean.class, false)) {
			String path = environment.getProperty("spring.h2.console.path", "/h2-console");
			pages.add(new Page("context:" + StringUtils.trimTrailingCharacter(path, '/') + "/**",
					Map.of("Content-Security-Policy",
							"default-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; "
									+ "base-uri 'self'; form-action 'self'")));
		}
		return pages;
	}

	@Bean
	ChainFilter apiSecurityCompleteHeadersChainFilter(SecurityHeaders headers) {
		return new ChainFilter(ChainOrder.COMPLETE_HEADERS, new CompleteHeadersFilter(headers));
	}

	@Bean
	@SuppressWarnings("unchecked")
	Customizer<HttpSecurity> apiSecurityLogoutHeadersCustomizer(SecurityHeaders headers) {
		return (http) -> {
			LogoutConfigurer<HttpSecurity> logout = http.getConfigurer(LogoutConfigurer.class);
			if (logout != null) {
				logout.addLogoutHandler((request, response, authentication) -> headers.loggedOut(request, response));
			}
		};
	}

	@Bean
	@Nullable NoncePages apiSecurityNoncePages(SecurityHeaders headers, ObjectProvider<HandlerMapping> mappings) {
		return headers.hasNonce() ? new NoncePages(mappings) : null;
	}

	/**
	 * Pages that a library brings.
	 *
	 * @param pattern the pattern of their paths
	 * @param headers what differs from the preset
	 */
	private record Page(String pattern, Map<String, String> headers) {

	}

}
