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

package io.github.apisecurity.validation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.QueryParameters;
import io.github.apisecurity.problem.FieldPointer;
import io.github.apisecurity.problem.InvalidField;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Compares the parameters of a request with those that its handler takes.
 */
class QueryInterceptor implements HandlerInterceptor {

	private static final Pattern ORDER = Pattern.compile("[\\p{L}\\p{N}_.,-]*");

	private final boolean refuseDuplicates;

	private final boolean refuseUnknown;

	private final Supplier<PageParameters> pages;

	private final InvalidFields invalidFields;

	private final SecurityEventPublisher publisher;

	private final @Nullable ShadowRefusals shadow;

	/**
	 * Bounded by the number of handlers. Controllers may inherit the same method, each
	 * with types of its own.
	 */
	private final Map<Class<?>, Map<Method, HandlerParameters>> parameters = new ConcurrentHashMap<>();

	QueryInterceptor(boolean refuseDuplicates, boolean refuseUnknown, Supplier<PageParameters> pages,
			InvalidFields invalidFields, SecurityEventPublisher publisher, @Nullable ShadowRefusals shadow) {
		this.refuseDuplicates = refuseDuplicates;
		this.refuseUnknown = refuseUnknown;
		this.pages = pages;
		this.invalidFields = invalidFields;
		this.publisher = publisher;
		this.shadow = shadow;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		// Some servers have each parameter twice in the second dispatch.
		if (handler instanceof HandlerMethod method && request.getDispatcherType() != DispatcherType.ASYNC) {
			HandlerParameters known = this.parameters
				.computeIfAbsent(method.getBeanType(), (type) -> new ConcurrentHashMap<>())
				.computeIfAbsent(method.getMethod(), (key) -> new HandlerParameters(method, this.pages.get()));
			List<InvalidField> errors = known.isEmpty() ? checkQuery(request, known)
					: check(request.getParameterMap(), known);
			if (this.shadow != null) {
				errors.stream()
					.map(InvalidField::code)
					.distinct()
					.forEach((code) -> this.shadow.add(request, "query." + code));
			}
			else if (!errors.isEmpty()) {
				this.publisher.publish(SecurityEventType.VALIDATION_FAILED, errors.get(0).code().replace('-', '_'),
						InvalidFields.details(errors));
				throw new ProblemException(InvalidFields.problem(ProblemType.VALIDATION_FAILED, errors));
			}
		}
		return true;
	}

	// The handler may need a form as it was sent, which the parameters would read.
	private List<InvalidField> checkQuery(HttpServletRequest request, HandlerParameters known) {
		boolean unknown = this.refuseUnknown
				&& QueryParameters.anyMatch(request.getQueryString(), (name, value) -> !known.knows(name));
		return unknown ? List.of(this.invalidFields.field(FieldPointer.ROOT, "unknown-parameter")) : List.of();
	}

	private List<InvalidField> check(Map<String, String[]> parameters, HandlerParameters known) {
		List<InvalidField> errors = new ArrayList<>();
		boolean unknown = false;
		for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
			String name = parameter.getKey();
			if (this.refuseDuplicates && parameter.getValue().length > 1 && known.isSingle(name)) {
				errors.add(this.invalidFields.field(FieldPointer.ROOT.step(name), "duplicate-parameter"));
			}
			unknown |= this.refuseUnknown && !known.knows(name);
			if (known.isSizeOfPage(name) && parameter.getValue().length == 1
					&& isLarger(parameter.getValue()[0], known.maxPageSize())) {
				errors.add(this.invalidFields.field(FieldPointer.ROOT.step(name), "page-size"));
			}
		}
		if (unknown) {
			errors.add(this.invalidFields.field(FieldPointer.ROOT, "unknown-parameter"));
		}
		PageParameters pages = this.pages.get();
		if (known.isSortable() && !isOrder(parameters.get(pages.sort()), pages.delimiter())) {
			errors.add(this.invalidFields.field(FieldPointer.ROOT.step(pages.sort()), "invalid"));
		}
		return errors;
	}

	private static boolean isOrder(String @Nullable [] values, String delimiter) {
		// Spring Data takes anything for the path of a property, and fails on some of it.
		return values == null
				|| Arrays.stream(values).allMatch((value) -> ORDER.matcher(value.replace(delimiter, "")).matches());
	}

	private static boolean isLarger(String size, int maximum) {
		try {
			return Long.parseLong(size.trim()) > maximum;
		}
		catch (NumberFormatException ex) {
			// Spring Data falls back to the default size, also for too many digits.
			return false;
		}
	}

}
