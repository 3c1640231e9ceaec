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

package io.github.apisecurity.cors;

import java.util.Set;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for cross-origin requests.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.cors.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CorsProperties.class)
@Import(RequestRuleFactory.class)
@RegisterReflection(classes = CorsFilter.class, memberCategories = MemberCategory.ACCESS_DECLARED_FIELDS)
public final class CorsAutoConfiguration {

	@Bean
	RequestRules<CorsConfiguration> apiSecurityCorsRules(CorsProperties properties, RequestRuleFactory rules,
			Environment environment) {
		// Other names for the same, where they are used.
		Set<String> limits = environment.getProperty("api-security.rate-limit.headers", "").matches("(?i)legacy|both")
				? Set.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset") : Set.of();
		return rules.firstMatch("api-security.cors.rules", properties.getRules(), CorsProperties.Rule::getPattern,
				(key, rule) -> CorsConfigurationFactory.create(key, rule, limits));
	}

	@Bean
	RestrictiveCors apiSecurityCorsCustomizer(RequestRules<CorsConfiguration> rules, SecurityEventPublisher publisher,
			ProblemWriter problemWriter, ApplicationContext context) {
		return new RestrictiveCors(rules, context, publisher, problemWriter);
	}

}
