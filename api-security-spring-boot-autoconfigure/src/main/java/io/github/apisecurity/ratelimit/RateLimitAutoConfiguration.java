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

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.config.TestSlice;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.ratelimit.RateLimitProperties.StoreType;
import io.github.apisecurity.redis.CircuitBreaker;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import io.github.bucket4j.Bucket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for rate limits.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class,
		after = { GuardAutoConfiguration.class, NetworkAutoConfiguration.class, SharedAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ EnableMethodSecurity.class, Bucket.class, Cache.class })
@ConditionalOnBooleanProperty(name = "api-security.rate-limit.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RateLimitProperties.class)
@Import({ RateLimitMetricsConfiguration.class, RateLimitsEndpoint.class, RateLimitGraphQlConfiguration.class,
		RateLimitServletConfiguration.class })
public final class RateLimitAutoConfiguration {

	private static final Log log = LogFactory.getLog(RateLimitAutoConfiguration.class);

	private static final String CLOCK = "apiSecurityRateLimitClock";

	/**
	 * For stores that are not in Redis, for which there are properties.
	 */
	private static final Duration TIMEOUT = Duration.ofMillis(50);

	private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

	@Bean
	RateLimitPolicyFactory apiSecurityRateLimitPolicyFactory(RateLimitProperties properties, BeanFactory beanFactory,
			Map<String, RateLimitResolver> resolvers, RateLimitStore store, Environment environment) {
		int ipv4 = properties.getIpv4PrefixLength();
		int ipv6 = properties.getIpv6PrefixLength();
		PropertyValue.refuseIf(ipv4 < 16 || ipv4 > 32, "api-security.rate-limit.ipv4-prefix-length", ipv4,
				"Use a length between 16 and 32.");
		PropertyValue.refuseIf(ipv6 < 32 || ipv6 > 128, "api-security.rate-limit.ipv6-prefix-length", ipv6,
				"Use a length between 32 and 128, such as 64.");
		return new RateLimitPolicyFactory(
				new RateLimitKeys(ipv4, ipv6,
						(name) -> (beanFactory.containsBean(name)
								&& beanFactory.isTypeMatch(name, RateLimitKeyResolver.class))
										? beanFactory.getBean(name, RateLimitKeyResolver.class) : null),
				resolvers, beanFactory.getBeanProvider(RoleHierarchy.class).getIfAvailable(NullRoleHierarchy::new),
				store,
				environment.getProperty("api-security.authentication.enabled", Boolean.class, true) && environment
					.getProperty("api-security.authentication.api-keys.enabled", Boolean.class, false));
	}

	@Bean
	RateLimitPolicies apiSecurityRateLimitPolicies(RateLimitProperties properties, RateLimitPolicyFactory factory,
			SharedStates states, Environment environment) {
		Set<String> unused = (TestSlice.isActive(environment)) ? new HashSet<>()
				: new TreeSet<>(properties.getPolicies().keySet());
		properties.getRoutes().forEach((route) -> unused.removeAll(route.getPolicies()));
		return new RateLimitPolicies(factory, properties.getPolicies(), unused, states);
	}

	@Bean
	@ConditionalOnMissingBean
	RateLimitStore apiSecurityRateLimitStore(RateLimitProperties properties,
			ObjectProvider<RedisScriptExecutor> executors, @Qualifier(CLOCK) ObjectProvider<LongSupplier> clock) {
		StoreType type = properties.getStore();
		RedisScriptExecutor executor = (type == StoreType.AUTO || type == StoreType.REDIS) ? executors.getIfAvailable()
				: null;
		if (executor != null) {
			return new RedisRateLimitStore(executor, Objects.requireNonNullElse(properties.getRedis().getKeyPrefix(),
					executor.keyPrefix() + "rate-limit:"), properties.getRedis().isCoalesce());
		}
		PropertyValue.refuseIf(type == StoreType.REDIS || type == StoreType.BUCKET4J, "api-security.rate-limit.store",
				type,
				(type == StoreType.REDIS)
						? "Configure the server with 'spring.data.redis', with Lettuce as client, or use 'memory'."
						: "Add a bean of type ProxyManager<String>, or configure 'spring.data.redis' for "
								+ "Bucket4j's own.");
		return memory(properties, nanoTime(clock));
	}

	// Tests set it, with the starter for tests.
	private static LongSupplier nanoTime(ObjectProvider<LongSupplier> clock) {
		return clock.getIfAvailable(() -> System::nanoTime);
	}

	private static MemoryRateLimitStore memory(RateLimitProperties properties, LongSupplier nanoTime) {
		return new MemoryRateLimitStore(PropertyValue.positive("api-security.rate-limit.memory.max-buckets",
				properties.getMemory().getMaxBuckets(), 100_000), nanoTime);
	}

	@Bean
	RateLimitEngine apiSecurityRateLimitEngine(RateLimitStore store, RateLimitProperties properties,
			ObjectProvider<RateLimitMetrics> metrics, ObjectProvider<RedisScriptExecutor> executors,
			@Qualifier(CLOCK) ObjectProvider<LongSupplier> clock) {
		LongSupplier nanoTime = nanoTime(clock);
		Duration timeout = executors.stream().map(RedisScriptExecutor::timeout).findFirst().orElse(TIMEOUT);
		RateLimitStore bounded = (store.isBounded()) ? store
				: new BoundedRateLimitStore(store, timeout, new CircuitBreaker(3, PROBE_INTERVAL, System::nanoTime));
		if (properties.getStore() == StoreType.AUTO && !properties.getPolicies().isEmpty()) {
			log.info((store.isRemote()) ? "Rate limits are counted in " + store.getClass().getSimpleName()
					: "Rate limits are counted in each instance for itself: no Redis is configured that can be used");
		}
		return new RateLimitEngine(bounded, memory(properties, nanoTime),
				metrics.getIfAvailable(() -> (policy, result) -> {
				}), nanoTime);
	}

	@Bean
	@ConditionalOnMissingBean
	RateLimitEnforcer apiSecurityRateLimitEnforcer(RateLimitEngine engine, SecurityEventPublisher publisher,
			RateLimitProperties properties) {
		if (!properties.getRoutes().isEmpty()) {
			log.warn("'api-security.rate-limit.routes' has no effect: this is no servlet application");
		}
		return new RateLimitEnforcer(engine, publisher, properties.getHeaders());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "apiSecurityRateLimitGuards")
	static Guards<List<PolicyUse>> apiSecurityRateLimitGuards(ConfigurableBeanFactory beanFactory,
			ObjectProvider<RateLimitPolicies> policies) {
		return guards(beanFactory, policies);
	}

	static Guards<List<PolicyUse>> guards(ConfigurableBeanFactory beanFactory,
			ObjectProvider<RateLimitPolicies> policies) {
		return new Guards<>(beanFactory, new RateLimitAnnotations(policies::getObject),
				List.of(RateLimited.class, RateLimited.Container.class), List.of(RateLimitExempt.class));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Advisor apiSecurityRateLimitAdvisor(Guards<List<PolicyUse>> guards,
			ObjectProvider<RateLimitEnforcer> enforcer) {
		DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(guards,
				new RateLimitMethodInterceptor(guards, SingletonSupplier.of(enforcer::getObject)));
		advisor.setOrder(ChainOrder.METHOD_RATE_LIMITS.advisorOrder());
		return advisor;
	}

	@Bean
	PostureContributor apiSecurityRateLimitPosture(RateLimitPolicies policies, RateLimitStore store) {
		return () -> new FeaturePosture("rate-limit", Map.of("store", store.getClass().getSimpleName(), "policies",
				policies.all().stream().map(RateLimitAutoConfiguration::describe).toList()));
	}

	private static String describe(RateLimitPolicy policy) {
		return policy.name() + ": " + policy.limits() + " by " + policy.key() + ", " + policy.mode()
				+ (policy.isLate() ? ", failed credentials not limited" : "");
	}

}
