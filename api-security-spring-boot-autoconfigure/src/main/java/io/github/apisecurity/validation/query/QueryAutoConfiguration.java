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

package io.github.apisecurity.validation.query;

import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.validation.ShadowRefusals;
import io.github.apisecurity.validation.ValidationAutoConfiguration;
import io.github.apisecurity.validation.ValidationMode;
import io.github.apisecurity.validation.query.HandlerParameters.PageParameterNames;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the parameters of requests.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ValidationAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnBean(ShadowRefusals.class)
@ConditionalOnBooleanProperty(name = "api-security.validation.query.enabled", matchIfMissing = true)
@EnableConfigurationProperties(QueryProperties.class)
public final class QueryAutoConfiguration {

	@Bean
	WebMvcConfigurer apiSecurityQueryWebMvcConfigurer(QueryProperties properties, Environment environment,
			InvalidFields invalidFields, SecurityEventPublisher publisher, ShadowRefusals refusals) {
		QueryInterceptor interceptor = new QueryInterceptor(policy(properties), pageNames(environment), invalidFields,
				publisher, (ValidationMode.of(environment, "query") == ValidationMode.SHADOW) ? refusals : null);
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(interceptor).order(ChainOrder.PARAMETERS.interceptorOrder());
			}

		};
	}

	private static QueryPolicy policy(QueryProperties properties) {
		if (properties.getMaxPageSize() < 1) {
			throw new InvalidConfigurationPropertyValueException("api-security.validation.query.max-page-size",
					properties.getMaxPageSize(), "Use a positive number.");
		}
		return new QueryPolicy(properties.isRefuseDuplicates(), properties.isRefuseUnknown(),
				properties.getMaxPageSize());
	}

	private static PageParameterNames pageNames(Environment environment) {
		String prefix = environment.getProperty("spring.data.web.pageable.prefix", "");
		return new PageParameterNames(
				prefix + environment.getProperty("spring.data.web.pageable.page-parameter", "page"),
				prefix + environment.getProperty("spring.data.web.pageable.size-parameter", "size"),
				environment.getProperty("spring.data.web.sort.sort-parameter", "sort"));
	}

	@Bean
	PostureContributor apiSecurityQueryPosture(QueryProperties properties) {
		return () -> new FeaturePosture("validation",
				Map.of("query", Map.of("refuse-duplicates", properties.isRefuseDuplicates(), "refuse-unknown",
						properties.isRefuseUnknown(), "max-page-size", properties.getMaxPageSize())));
	}

}
