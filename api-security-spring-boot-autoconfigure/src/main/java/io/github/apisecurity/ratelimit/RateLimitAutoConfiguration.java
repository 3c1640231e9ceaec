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

package io.github.apisecurity.ratelimit;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.bucket4j.Bucket;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for rate limits.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class, after = NetworkAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, Bucket.class, Cache.class })
@ConditionalOnBooleanProperty(name = "api-security.rate-limit.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RateLimitProperties.class)
public final class RateLimitAutoConfiguration {

	@Bean
	RateLimitPolicies apiSecurityRateLimitPolicies(RateLimitProperties properties) {
		return RateLimitPolicies.of(properties.getPolicies());
	}

	@Bean
	RateLimitEnforcer apiSecurityRateLimitEnforcer(ClientAddressResolver addressResolver,
			ObjectProvider<SecurityEventPublisher> publisher) {
		return new RateLimitEnforcer(new RateLimiter(), addressResolver,
				publisher.getIfAvailable(SecurityEventPublisher::none));
	}

	@Bean
	RateLimitHttpSecurityCustomizer apiSecurityRateLimitHttpSecurityCustomizer(RateLimitProperties properties,
			RateLimitPolicies policies, RateLimitEnforcer enforcer, ProblemWriter problemWriter) {
		List<RateLimitProperties.Route> routes = properties.getRoutes();
		return new RateLimitHttpSecurityCustomizer(IntStream.range(0, routes.size())
			.mapToObj((index) -> RateLimitRoute.of(index, routes.get(index), policies))
			.toList(), enforcer, problemWriter);
	}

	@Bean
	RateLimitInterceptor apiSecurityRateLimitInterceptor(RateLimitPolicies policies, RateLimitEnforcer enforcer,
			ObjectProvider<RequestMappingInfoHandlerMapping> handlerMappings) {
		return new RateLimitInterceptor(policies, enforcer, handlerMappings);
	}

	@Bean
	WebMvcConfigurer apiSecurityRateLimitWebMvcConfigurer(RateLimitInterceptor interceptor) {
		return new WebMvcConfigurer() {

			@Override
			public void addInterceptors(InterceptorRegistry registry) {
				registry.addInterceptor(interceptor);
			}

		};
	}

	@Bean
	PostureContributor apiSecurityRateLimitPosture(RateLimitPolicies policies) {
		return () -> new FeaturePosture("rate-limit",
				Map.of("policies", policies.all().stream().map(RateLimitPolicy::toString).toList()));
	}

}
