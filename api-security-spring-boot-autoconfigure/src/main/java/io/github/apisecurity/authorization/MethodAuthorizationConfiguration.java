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

package io.github.apisecurity.authorization;

import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.ConditionalOnValue;
import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.problem.ProblemMapper;
import org.aopalliance.intercept.MethodInvocation;

import org.springframework.aop.Advisor;
import org.springframework.aop.ClassFilter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.authorization.SpringAuthorizationEventPublisher;
import org.springframework.security.authorization.method.AuthorizationInterceptorsOrder;
import org.springframework.security.authorization.method.AuthorizationManagerAfterMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.util.Assert;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What rules of methods ask: roles, permissions, owners and tenants. What method security
 * is made of is static and without the bean of the properties, as it is made before other
 * beans.
 */
@Configuration(proxyBeanMethods = false)
class MethodAuthorizationConfiguration {

	@Bean
	@ConditionalOnProperty("api-security.authorization.role-hierarchy")
	static RoleHierarchy apiSecurityRoleHierarchy(Environment environment,
			ObjectProvider<GrantedAuthorityDefaults> defaults) {
		return RolePrefix.of(defaults).hierarchy("api-security.authorization.role-hierarchy", environment);
	}

	@Bean
	@ConditionalOnMissingBean
	static AnnotationTemplateExpressionDefaults apiSecurityAnnotationTemplates() {
		return new AnnotationTemplateExpressionDefaults();
	}

	// Beside an evaluator of the application it is none that is looked for by that type.
	@Bean
	@Fallback
	static RolePermissions apiSecurityRolePermissions(Environment environment,
			ObjectProvider<GrantedAuthorityDefaults> defaults, ObjectProvider<RoleHierarchy> hierarchy) {
		AuthorizationProperties properties = Binder.get(environment)
			.bindOrCreate("api-security.authorization", AuthorizationProperties.class);
		return new RolePermissions(properties.getPermissions(), RolePrefix.of(defaults),
				hierarchy.getIfAvailable(NullRoleHierarchy::new));
	}

	// Not by @PreAuthorize, of which that of a method would take the place.
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Guards<TenantRule> apiSecurityTenantGuards(ConfigurableBeanFactory beanFactory) {
		return new Guards<>(beanFactory, (annotations, method, member) -> TenantRule.of(annotations.get(0)),
				List.of(TenantScoped.class), List.of());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Advisor apiSecurityTenantPathAdvisor(Guards<TenantRule> guards,
			ApplicationEventPublisher applicationEvents) {
		AuthorizationManagerBeforeMethodInterceptor interceptor = new AuthorizationManagerBeforeMethodInterceptor(
				guards, (caller, invocation) -> guards.get(invocation).isOwnPath(caller.get()));
		interceptor.setAuthorizationEventPublisher(new SpringAuthorizationEventPublisher(applicationEvents));
		interceptor.setOrder(ChainOrder.METHOD_RULES.advisorOrder());
		return interceptor;
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Advisor apiSecurityTenantResultAdvisor(Guards<TenantRule> guards,
			ApplicationEventPublisher applicationEvents) {
		AuthorizationManagerAfterMethodInterceptor interceptor = new AuthorizationManagerAfterMethodInterceptor(guards,
				(caller, result) -> guards.get(result.getMethodInvocation())
					.isOwnResult(caller.get(), result.getResult()));
		interceptor.setAuthorizationEventPublisher(new SpringAuthorizationEventPublisher(applicationEvents));
		interceptor.setOrder(AuthorizationInterceptorsOrder.POST_AUTHORIZE.getOrder());
		return interceptor;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWritten(RolePermissions.PROPERTY)
	static class PermissionConfiguration {

		@Bean
		@ConditionalOnMissingBean
		static MethodSecurityExpressionHandler apiSecurityMethodSecurityExpressionHandler(RolePermissions permissions,
				ObjectProvider<RoleHierarchy> hierarchy, ObjectProvider<GrantedAuthorityDefaults> defaults,
				ObjectProvider<AuthorizationManagerFactory<MethodInvocation>> factory) {
			DefaultMethodSecurityExpressionHandler handler = new DefaultMethodSecurityExpressionHandler();
			handler.setPermissionEvaluator(permissions);
			handler.setAuthorizationManagerFactory(factory.getIfUnique(() -> {
				DefaultAuthorizationManagerFactory<MethodInvocation> own = new DefaultAuthorizationManagerFactory<>();
				own.setRolePrefix(RolePrefix.of(defaults).prefix());
				own.setRoleHierarchy(hierarchy.getIfAvailable(NullRoleHierarchy::new));
				return own;
			}));
			return handler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(RequestContextHolder.class)
	static class ObjectConfiguration {

		// Spring Security enforces them, and finds out about prefixes with each call.
		@Bean
		static Guards<Boolean> apiSecurityRequiredRoles(ConfigurableBeanFactory beanFactory,
				ObjectProvider<GrantedAuthorityDefaults> defaults) {
			Guards<Boolean> roles = new Guards<>(beanFactory, (annotations, method, member) -> {
				String prefix = RolePrefix.of(defaults).prefix();
				annotations.stream()
					.flatMap((annotation) -> Stream.of(annotation.getStringArray("value")))
					.forEach((role) -> Assert.isTrue(prefix.isEmpty() || !role.startsWith(prefix),
							() -> "'" + role + "' has the prefix of an authority: write '"
									+ role.substring(prefix.length()) + "', or use @RequireAuthority"));
				return true;
			}, List.of(RequireRole.class), List.of());
			return roles.without(ClassFilter.TRUE, (method, type) -> roles.find(method, type) != null);
		}

		@Bean
		@ConditionalOnMissingBean(name = "ownership")
		Ownership ownership(ObjectProvider<OwnershipCheck<?>> checks) {
			return new Ownership(checks.orderedStream().toList());
		}

		@Bean
		@ConditionalOnValue(name = "api-security.authorization.denied-objects", value = "not-found")
		ProblemMapper apiSecurityObjectDenialProblemMapper() {
			return new ObjectDenial();
		}

	}

}
