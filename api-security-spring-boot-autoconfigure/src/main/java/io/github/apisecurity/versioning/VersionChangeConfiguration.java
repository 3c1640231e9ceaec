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

package io.github.apisecurity.versioning;

import java.util.Arrays;

import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRuleFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Old contracts kept, where the application has such.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBean(ApiVersionChange.class)
@Import(RequestRuleFactory.class)
class VersionChangeConfiguration {

	@Bean
	VersionChanges apiSecurityVersionChanges(ObjectProvider<ApiVersionChange> changes, RequestRuleFactory rules,
			ApiVersions versions) {
		return new VersionChanges(changes.stream().map((change) -> create(change, rules)).toList(), versions);
	}

	private static VersionChanges.Change create(ApiVersionChange change, RequestRuleFactory rules) {
		Class<?> type = AopUtils.getTargetClass(change);
		VersionChange annotation = AnnotatedElementUtils.findMergedAnnotation(type, VersionChange.class);
		Assert.state(annotation != null, () -> type.getName() + " lacks @VersionChange, which says what it is about");
		return new VersionChanges.Change(rules.rule("@VersionChange on " + type.getName(), annotation.pattern(),
				Arrays.asList(annotation.methods())), annotation.from(), annotation.to(), change);
	}

	@Bean
	FilterRegistrationBean<VersionChangeFilter> apiSecurityVersionChangeFilter(VersionChanges changes) {
		FilterRegistrationBean<VersionChangeFilter> registration = new FilterRegistrationBean<>(
				new VersionChangeFilter(changes));
		registration.setOrder(ChainOrder.VERSION_CHANGES.filterOrder());
		return registration;
	}

	@Bean
	VersionChangeRequestBodyAdvice apiSecurityVersionChangeRequestBodyAdvice(VersionChanges changes,
			ObjectProvider<RequestMappingHandlerAdapter> adapter) {
		return new VersionChangeRequestBodyAdvice(changes, adapter);
	}

}
