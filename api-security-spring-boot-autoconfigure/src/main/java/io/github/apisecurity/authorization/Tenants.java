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
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.audit.TokenClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.http.HttpEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ObjectUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Compares tenants for {@link TenantScoped @TenantScoped}.
 *
 * @since 0.1.0
 */
public final class Tenants {

	private final SpelExpressionParser parser = new SpelExpressionParser();

	private final SimpleEvaluationContext context = SimpleEvaluationContext.forReadOnlyDataBinding().build();

	/**
	 * Has an entry for each annotation, and so is bounded by the code.
	 */
	private final Map<String, Expression> properties = new ConcurrentHashMap<>();

	/**
	 * Return whether a path variable has a tenant of the caller.
	 * @param claim the claim
	 * @param variable the variable
	 * @param property the property that is looked at instead, if any
	 * @return whether it has
	 */
	public boolean isOwnPath(String claim, String variable, String property) {
		if (!property.isEmpty()) {
			return true;
		}
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		Object variables = (request != null)
				? request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST)
				: null;
		return ObjectDenial
			.markUnless(isOwn(claim, (variables instanceof Map<?, ?> values) ? values.get(variable) : null));
	}

	/**
	 * Return whether a result has a tenant of the caller.
	 * @param claim the claim
	 * @param property the property
	 * @param result the result, all of its elements when it is a collection
	 * @return whether it has
	 */
	public boolean isOwnResult(String claim, String property, @Nullable Object result) {
		Object content = (result instanceof HttpEntity<?> entity) ? entity.getBody()
				: (result instanceof Optional<?>) ? ObjectUtils.unwrapOptional(result) : result;
		if (property.isEmpty() || content == null) {
			return true;
		}
		Collection<?> elements = (content instanceof Collection<?> collection) ? collection : List.of(content);
		return ObjectDenial.markUnless(elements.stream().allMatch((element) -> isOwn(claim, read(property, element))));
	}

	private @Nullable Object read(String property, Object element) {
		return this.properties.computeIfAbsent(property, this.parser::parseExpression).getValue(this.context, element);
	}

	private static boolean isOwn(String claim, @Nullable Object tenant) {
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		Object own = (caller != null) ? TokenClaims.of(caller).get(claim) : null;
		if (own == null || tenant == null) {
			return false;
		}
		Collection<?> tenants = (own instanceof Collection<?> several) ? several : List.of(own);
		return tenants.stream().anyMatch((candidate) -> candidate.toString().equals(tenant.toString()));
	}

}
