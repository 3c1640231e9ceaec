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

import java.util.List;
import java.util.Map;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.template.TemplateAvailabilityProviders;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorViewResolver;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/**
 * The application's pages for errors, such as {@code static/error/404.html}, for whoever
 * asks for HTML before JSON.
 *
 * @param context has the pages, what finds them and what they may show
 */
record ErrorPages(ApplicationContext context) {

	private static final Log log = LogFactory.getLog(ErrorPages.class);

	private static final String USUAL = "error";

	/**
	 * Write the page of a status, if the application has one.
	 * @param request the request
	 * @param response the response
	 * @param status the status
	 * @return whether there is one; also not if it cannot be written
	 */
	boolean write(HttpServletRequest request, HttpServletResponse response, HttpStatus status) {
		try {
			request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status.value());
			ErrorAttributes details = this.context.getBeanProvider(ErrorAttributes.class).getIfAvailable();
			Map<String, Object> model = (details != null)
					? details.getErrorAttributes(new ServletWebRequest(request), ErrorAttributeOptions.defaults())
					: Map.of();
			for (ErrorViewResolver resolver : beans(ErrorViewResolver.class)) {
				ModelAndView page = resolver.resolveErrorView(request, status, model);
				View view = (page != null) ? view(page) : null;
				if (page != null && view != null) {
					view.render(page.getModel(), request, response);
					return true;
				}
			}
			View usual = usual();
			if (usual != null) {
				usual.render(model, request, response);
			}
			return usual != null;
		}
		catch (Exception ex) {
			log.error("The error page for status " + status.value() + " cannot be written", ex);
			return false;
		}
	}

	// For a status without a page of its own, as Spring Boot has it.
	private @Nullable View usual() throws Exception {
		if (this.context.containsBean(USUAL) && this.context.getBean(USUAL) instanceof View view) {
			return view.getClass().getName().startsWith("org.springframework.boot.") ? null : view;
		}
		return (new TemplateAvailabilityProviders(this.context).getProvider(USUAL, this.context) != null)
				? view(new ModelAndView(USUAL)) : null;
	}

	private @Nullable View view(ModelAndView page) throws Exception {
		String name = page.getViewName();
		if (name == null) {
			return page.getView();
		}
		for (ViewResolver resolver : beans(ViewResolver.class)) {
			View view = resolver.resolveViewName(name, LocaleContextHolder.getLocale());
			if (view != null) {
				return view;
			}
		}
		return null;
	}

	private <T> List<T> beans(Class<T> type) {
		return this.context.getBeanProvider(type).orderedStream().toList();
	}

}
