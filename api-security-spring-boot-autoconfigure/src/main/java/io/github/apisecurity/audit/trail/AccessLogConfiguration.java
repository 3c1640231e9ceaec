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

package io.github.apisecurity.audit.trail;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.apisecurity.audit.AuditProperties;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.ClientAddressResolver;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The log of all requests, for applications that ask for it. It has a queue of its own,
 * so that no number of requests takes the place of an event.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(AccessLogConfiguration.PREFIX + "enabled")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, DispatcherServlet.class })
@Import(RequestRuleFactory.class)
class AccessLogConfiguration {

	private static final String KEY = "api-security.audit.access-log";

	static final String PREFIX = KEY + ".";

	static final String LOGGER_NAME = "io.github.apisecurity.access";

	@Bean
	FilterRegistrationBean<AccessLogFilter> apiSecurityAccessLogFilter(AuditProperties properties,
			AuditSinkProperties sinks, Trail trail, RequestRuleFactory rules, ClientAddressResolver addressResolver) {
		AuditProperties.AccessLog access = properties.getAccessLog();
		PropertyValue.refuseIf(!(access.getSample() > 0 && access.getSample() <= 1), PREFIX + "sample",
				access.getSample(), "Use a share of all requests, such as '0.1', or '1' for all of them.");
		RequestRule rule = rules.rule(KEY, access.getPattern(), access.getMethods());
		List<TrailOutput> outputs = new ArrayList<>();
		outputs.add(new TrailOutput("access-log", new LogTrailWriter(LOGGER_NAME), 0));
		if (access.isJdbc()) {
			TrailWriter writer = trail.writer(TrailOutputs.TABLE);
			PropertyValue.refuseIf(writer == null, PREFIX + "jdbc", true,
					"There is no table: set 'api-security.audit.sinks.jdbc.enabled' as well.");
			outputs.add(new TrailOutput("access-jdbc", writer, sinks.getQueue()));
		}
		FilterRegistrationBean<AccessLogFilter> registration = new FilterRegistrationBean<>(
				new AccessLogFilter(trail.beside(outputs), rule, access.getSample(), addressResolver));
		registration.setOrder(ChainOrder.ACCESS_LOG.filterOrder());
		return registration;
	}

	@Bean
	ChainFilter apiSecurityAccessLogChainFilter(FilterRegistrationBean<AccessLogFilter> registration) {
		return new ChainFilter(ChainOrder.ACCESS_LOG, Objects.requireNonNull(registration.getFilter()));
	}

}
