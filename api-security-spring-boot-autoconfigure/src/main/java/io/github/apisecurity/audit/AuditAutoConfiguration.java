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

package io.github.apisecurity.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;

import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.SpringAuthorizationEventPublisher;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the audit trail.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = NetworkAutoConfiguration.class,
		beforeName = "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration")
public final class AuditAutoConfiguration {

	private static final boolean caffeinePresent = ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine",
			AuditAutoConfiguration.class.getClassLoader());

	private static final boolean tracingPresent = ClassUtils.isPresent("io.micrometer.tracing.Tracer",
			AuditAutoConfiguration.class.getClassLoader());

	/**
	 * Features ask for a publisher, and never whether there is one.
	 * @return the publisher of an application without audit trail
	 */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	SecurityEventPublisher apiSecurityNoSecurityEventPublisher() {
		return SecurityEventPublisher.none();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SpringAuthorizationEventPublisher.class)
	@ConditionalOnBooleanProperty(name = "api-security.audit.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(AuditProperties.class)
	static class TrailConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = SecurityEventPublisher.class, search = SearchStrategy.CURRENT)
		DefaultSecurityEventPublisher apiSecurityEventPublisher(ObjectProvider<SecurityEventSink> sinks,
				ObjectProvider<SecurityEventObserver> observers, ObjectProvider<SecurityEventCustomizer> customizers,
				ObjectProvider<ClientAddressResolver> addressResolver, BeanFactory beanFactory) {
			ClientAddressResolver resolver = addressResolver.getIfAvailable();
			return new DefaultSecurityEventPublisher(sinks.orderedStream().toList(), observers.orderedStream().toList(),
					customizers.orderedStream().toList(),
					(resolver != null) ? new CurrentRequest(resolver) : () -> null,
					(tracingPresent) ? new CurrentTrace(beanFactory.getBeanProvider(Tracer.class)) : () -> null,
					Clock.systemUTC());
		}

		/**
		 * Without a default event, failures that are not in the list of Spring Security,
		 * such as a wrong client secret, would leave no trace.
		 * @param publisher the publisher of the application context
		 * @return the publisher
		 */
		@Bean
		@ConditionalOnMissingBean(value = AuthenticationEventPublisher.class, search = SearchStrategy.CURRENT)
		DefaultAuthenticationEventPublisher apiSecurityAuthenticationEventPublisher(
				ApplicationEventPublisher publisher) {
			DefaultAuthenticationEventPublisher eventPublisher = new DefaultAuthenticationEventPublisher(publisher);
			eventPublisher.setDefaultAuthenticationFailureEvent(AuthenticationFailureBadCredentialsEvent.class);
			return eventPublisher;
		}

		/**
		 * Without this bean method security denies without an event.
		 * @param publisher the publisher of the application context
		 * @return the publisher
		 */
		@Bean
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		AuthorizationEventPublisher apiSecurityAuthorizationEventPublisher(ApplicationEventPublisher publisher) {
			return new SpringAuthorizationEventPublisher(publisher);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static AuthenticationAttempt.Managers apiSecurityNotedManagers(
				ObjectProvider<DefaultAuthenticationEventPublisher> publisher) {
			return new AuthenticationAttempt.Managers(publisher::getIfUnique);
		}

		@Bean
		SpringSecurityEventListener apiSecuritySpringSecurityEventListener(SecurityEventPublisher publisher,
				AuditProperties properties) {
			Duration interval = properties.getAuthenticationSuccess().getInterval();
			return new SpringSecurityEventListener(publisher, (interval.isZero() || !caffeinePresent) ? null
					: new AcceptedCredentials(interval, Ticker.systemTicker()));
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(HttpSecurity.class)
		@ConditionalOnWebApplication(type = Type.SERVLET)
		static class ChainConfiguration {

			/**
			 * For the manager that a chain is given, and that is no bean.
			 * @param managers notes what managers are asked
			 * @return the customizer of all chains
			 */
			@Bean
			@Order(Ordered.HIGHEST_PRECEDENCE)
			Customizer<HttpSecurity> apiSecurityNotedManagerCustomizer(AuthenticationAttempt.Managers managers) {
				return (http) -> http.with(new NotedManagerConfigurer(managers), Customizer.withDefaults());
			}

			@Bean
			ChainFilter apiSecurityUnrecordedRefusalChainFilter(SecurityEventPublisher publisher) {
				return new ChainFilter(ChainOrder.REFUSALS, new UnrecordedRefusalFilter(publisher));
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(EnableMethodSecurity.class)
		static class AuditedConfiguration {

			@Bean
			@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
			static Guards<AuditedCall> apiSecurityAuditedGuards(ConfigurableBeanFactory beanFactory) {
				return new Guards<>(beanFactory, new AuditedCall.Factory(), List.of(Audited.class), List.of());
			}

			@Bean
			@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
			static Advisor apiSecurityAuditedAdvisor(Guards<AuditedCall> guards,
					ObjectProvider<SecurityEventPublisher> publisher) {
				DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(guards,
						new AuditedInterceptor(guards, SingletonSupplier.of(publisher::getObject)));
				advisor.setOrder(ChainOrder.AUDITED_CALLS.advisorOrder());
				return advisor;
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(MeterRegistry.class)
		static class MetricsConfiguration {

			@Bean
			EventMetrics apiSecurityEventMetrics(ObjectProvider<MeterRegistry> registry) {
				return new EventMetrics(registry::getIfAvailable);
			}

		}

	}

}
