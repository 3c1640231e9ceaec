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

package io.github.apisecurity.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers refusals of the chain before an advice of the application that catches
 * everything would take them for failures. A method that handles just such an exception
 * is the application's word, and has it.
 */
class RefusalExceptionResolver implements HandlerExceptionResolver {

	private static final Set<Class<?>> ANYTHING = Set.of(Throwable.class, Exception.class, RuntimeException.class);

	private static final List<Class<?>> SECURITY_EXCEPTIONS = List
		.of("org.springframework.security.access.AccessDeniedException",
				"org.springframework.security.core.AuthenticationException")
		.stream()
		.filter((name) -> ClassUtils.isPresent(name, RefusalExceptionResolver.class.getClassLoader()))
		.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, RefusalExceptionResolver.class.getClassLoader()))
		.toList();

	private final ProblemExceptionResolver delegate;

	private final boolean allErrors;

	private final Supplier<List<ControllerAdviceBean>> advice;

	/**
	 * Bounded by the number of controllers and advice.
	 */
	private final Map<Class<?>, ExceptionHandlerMethodResolver> handlers = new ConcurrentHashMap<>();

	RefusalExceptionResolver(ProblemExceptionResolver delegate, boolean allErrors,
			Supplier<List<ControllerAdviceBean>> advice) {
		this.delegate = delegate;
		this.allErrors = allErrors;
		this.advice = advice;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception exception) {
		// Whoever answers, the refusal is recorded.
		Problem problem = this.delegate.resolve(request, exception);
		ProblemException refusal = ProblemResolver.findProblemException(exception);
		Exception expected = (refusal != null) ? refusal : exception;
		boolean security = SECURITY_EXCEPTIONS.stream().anyMatch((type) -> type.isInstance(exception));
		if ((refusal == null && !security && !(exception instanceof HttpMessageNotReadableException))
				|| isHandledByApplication(expected, handler)) {
			return null;
		}
		if (this.allErrors || refusal != null) {
			ModelAndView answer = this.delegate.resolveException(request, response, handler, exception);
			if (answer != null || !security) {
				return answer;
			}
		}
		else if (!security) {
			return leaveToErrorPage(response, (problem != null) ? problem.getType().status() : 400);
		}
		// For the filter chain, which knows the challenge.
		throw (RuntimeException) exception;
	}

	private static @Nullable ModelAndView leaveToErrorPage(HttpServletResponse response, int status) {
		if (response.isCommitted()) {
			return null;
		}
		try {
			response.sendError(status);
			return new ModelAndView();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isHandledByApplication(Exception exception, @Nullable Object handler) {
		Class<?> controller = (handler instanceof HandlerMethod method) ? method.getBeanType() : null;
		return (controller != null && isHandledBy(controller, exception)) || this.advice.get()
			.stream()
			.filter((bean) -> bean.isApplicableToBeanType(controller))
			.map(ControllerAdviceBean::getBeanType)
			.anyMatch((type) -> type != null && isHandledBy(type, exception));
	}

	private boolean isHandledBy(Class<?> type, Exception exception) {
		ExceptionHandlerMethodResolver methods = this.handlers.computeIfAbsent(ClassUtils.getUserClass(type),
				ExceptionHandlerMethodResolver::new);
		return methods.hasExceptionMappings() && isSpecific(methods, exception);
	}

	private static boolean isSpecific(ExceptionHandlerMethodResolver methods, Exception exception) {
		ExceptionHandlerMappingInfo mapping = methods.resolveExceptionMapping(exception, MediaType.ALL);
		return mapping != null && mapping.getExceptionTypes()
			.stream()
			.anyMatch((type) -> !ANYTHING.contains(type) && type.isInstance(exception));
	}

}
