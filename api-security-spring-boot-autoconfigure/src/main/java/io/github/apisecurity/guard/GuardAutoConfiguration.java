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

package io.github.apisecurity.guard;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for annotations that guard methods:
 * those of Spring Security are enabled, the beans that carry one become proxies, and what
 * cannot be enforced stops the start.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(EnableMethodSecurity.class)
@Import(GuardAutoConfiguration.ProxyCreatorRegistrar.class)
public final class GuardAutoConfiguration {

	@Bean
	GuardCheck apiSecurityGuardCheck(ConfigurableListableBeanFactory beanFactory, ApplicationContext context) {
		boolean methodSecurity = context.getEnvironment()
			.getProperty("api-security.authorization.enabled", Boolean.class, true);
		return new GuardCheck(beanFactory, methodSecurity, context instanceof ReactiveWebApplicationContext);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static MethodSecurityPostProcessor apiSecurityMethodSecurityPostProcessor() {
		return new MethodSecurityPostProcessor();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "api-security.authorization.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(name = { "preAuthorizeAuthorizationMethodInterceptor",
			"securedAuthorizationMethodInterceptor", "jsr250AuthorizationMethodInterceptor" })
	@Conditional(NotReactive.class)
	@EnableMethodSecurity(securedEnabled = true, jsr250Enabled = true)
	static class MethodSecurityConfiguration {

	}

	static class NotReactive extends NoneNestedConditions {

		NotReactive() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnWebApplication(type = Type.REACTIVE)
		static class Reactive {

		}

	}

	static class ProxyCreatorRegistrar implements ImportBeanDefinitionRegistrar {

		@Override
		public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
			AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		}

	}

}
