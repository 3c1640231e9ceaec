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

package io.github.apisecurity.validation;

import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRuleFactory;
import jakarta.servlet.MultipartConfigElement;
import org.apache.catalina.valves.ValveBase;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Size, time and shape of requests.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "api-security.validation.request.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RequestProperties.class)
@Import(RequestRuleFactory.class)
class RequestLimitsConfiguration {

	@Bean
	RequestLimits apiSecurityRequestLimits(RequestProperties properties, RequestRuleFactory rules,
			ObjectProvider<MultipartConfigElement> multipart) {
		MultipartConfigElement element = multipart.getIfAvailable();
		return RequestLimits.of(properties, rules, (element != null) ? element.getMaxRequestSize() : null);
	}

	@Bean
	FilterRegistrationBean<RequestLimitsFilter> apiSecurityRequestLimitsFilter(RequestLimits limits,
			ObjectProvider<HandlerMapping> mappings, SecurityEventPublisher publisher, ShadowRefusals refusals,
			Environment environment) {
		FilterRegistrationBean<RequestLimitsFilter> registration = new FilterRegistrationBean<>(
				new RequestLimitsFilter(limits, new DeclaredContentTypes(mappings), publisher,
						(ValidationMode.isShadow(environment, "request")) ? refusals : null));
		registration.setOrder(ChainOrder.REQUEST_LIMITS.filterOrder());
		return registration;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ValveBase.class, ConfigurableTomcatWebServerFactory.class })
	static class TomcatConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> apiSecurityBodyTimeoutCustomizer(
				RequestLimits limits, SecurityEventPublisher publisher) {
			return (factory) -> factory.addContextCustomizers((context) -> context.getPipeline()
				.addValve(new BodyTimeoutValve(limits.bodyTimeout(), (refusal) -> publisher
					.publish(SecurityEventType.VALIDATION_FAILED, refusal.code(), Map.of()))));
		}

	}

}
