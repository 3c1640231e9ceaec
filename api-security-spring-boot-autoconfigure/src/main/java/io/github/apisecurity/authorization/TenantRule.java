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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.apisecurity.audit.TokenClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.http.HttpEntity;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.util.ObjectUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Compares tenants for {@link TenantScoped @TenantScoped}.
 *
 * @param claim the claim of the tenants of the caller
 * @param variable the path variable that has the tenant
 * @param property the property of the result that has it instead, {@code null} for none
 */
record TenantRule(String claim, String variable, @Nullable Expression property) {

	private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);

	static TenantRule of(AnnotationAttributes annotation) {
		String property = annotation.getString("property");
		try {
			return new TenantRule(annotation.getString("claim"), annotation.getString("variable"),
					property.isEmpty() ? null : new SpelExpressionParser().parseExpression(property));
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("'property' is none: " + ex.getMessage(), ex);
		}
	}

	AuthorizationDecision isOwnPath(@Nullable Authentication caller) {
		if (this.property != null) {
			return GRANTED;
		}
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		Object variables = (request != null)
				? request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
				: null;
		return decide(isOwn(caller, (variables instanceof Map<?, ?> values) ? values.get(this.variable) : null));
	}

	// Each element of a collection is.
	AuthorizationDecision isOwnResult(@Nullable Authentication caller, @Nullable Object result) {
		Object content = (result instanceof HttpEntity<?> entity) ? entity.getBody()
				: (result instanceof Optional<?>) ? ObjectUtils.unwrapOptional(result) : result;
		Expression property = this.property;
		if (property == null || content == null) {
			return GRANTED;
		}
		SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding().build();
		Collection<?> elements = (content instanceof Collection<?> collection) ? collection : List.of(content);
		return decide(elements.stream().allMatch((element) -> isOwn(caller, property.getValue(context, element))));
	}

	private static AuthorizationDecision decide(boolean granted) {
		return new AuthorizationDecision(ObjectDenial.markUnless(granted));
	}

	private boolean isOwn(@Nullable Authentication caller, @Nullable Object tenant) {
		Object own = (caller != null) ? TokenClaims.of(caller).get(this.claim) : null;
		if (own == null || tenant == null) {
			return false;
		}
		Collection<?> tenants = (own instanceof Collection<?> several) ? several : List.of(own);
		return tenants.stream().anyMatch((candidate) -> candidate.toString().equals(tenant.toString()));
	}

}
