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

package io.github.apisecurity.masking.jackson;

import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.log.LogMessage;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.access.expression.SecurityExpressionRoot;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Knows the caller and evaluates conditions.
 */
class RevealConditions {

	private static final Log log = LogFactory.getLog(RevealConditions.class);

	private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private final RoleHierarchy hierarchy;

	private final DefaultAuthorizationManagerFactory<Object> authorization = new DefaultAuthorizationManagerFactory<>();

	private final BeanFactoryResolver beanResolver;

	RevealConditions(RoleHierarchy hierarchy, BeanFactory beanFactory) {
		this.hierarchy = hierarchy;
		this.authorization.setRoleHierarchy(hierarchy);
		this.beanResolver = new BeanFactoryResolver(beanFactory);
	}

	@Nullable Authentication caller() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return trustResolver.isAuthenticated(authentication) ? authentication : null;
	}

	Set<String> authorities(Authentication caller) {
		return AuthorityUtils
			.authorityListToSet(this.hierarchy.getReachableGrantedAuthorities(caller.getAuthorities()));
	}

	boolean holds(Expression condition, Authentication caller, @Nullable Object bean) {
		ConditionRoot root = new ConditionRoot(caller, bean);
		root.setAuthorizationManagerFactory(this.authorization);
		StandardEvaluationContext context = new StandardEvaluationContext(root);
		context.setBeanResolver(this.beanResolver);
		try {
			return Boolean.TRUE.equals(condition.getValue(context, Boolean.class));
		}
		catch (RuntimeException ex) {
			log.debug(LogMessage.format("Condition '%s' failed: masked", condition.getExpressionString()));
			return false;
		}
	}

	/**
	 * What an expression can use.
	 */
	public static final class ConditionRoot extends SecurityExpressionRoot<Object> {

		private final @Nullable Object bean;

		ConditionRoot(Authentication caller, @Nullable Object bean) {
			super(() -> caller, (bean != null) ? bean : "");
			this.bean = bean;
		}

		/**
		 * Return the object that has the property.
		 * @return the object
		 */
		public @Nullable Object getBean() {
			return this.bean;
		}

	}

}
