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

package io.github.apisecurity.chain;

import java.util.List;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.http.server.RequestPath;
import org.springframework.security.config.BeanIds;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.FilterInvocation;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.PathPatternRequestTransformer;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The filter chains of an application as requests meet them, and requests to ask them
 * about.
 *
 * @since 0.1.0
 */
public final class FilterChains {

	private static final PathPatternRequestTransformer transformer = new PathPatternRequestTransformer();

	private FilterChains() {
	}

	/**
	 * Return the chains, those of ignored requests included, which have no filters and
	 * are no beans.
	 * @param beanFactory the bean factory
	 * @return the chains in order
	 */
	public static List<SecurityFilterChain> of(ListableBeanFactory beanFactory) {
		return (beanFactory.containsBean(BeanIds.SPRING_SECURITY_FILTER_CHAIN)
				&& beanFactory.getBean(BeanIds.SPRING_SECURITY_FILTER_CHAIN) instanceof FilterChainProxy proxy)
						? proxy.getFilterChains()
						: beanFactory.getBeanProvider(SecurityFilterChain.class).orderedStream().toList();
	}

	/**
	 * Return a request that was never sent, to ask what would be done with it. It can
	 * tell its path and method, and fails when it is asked for more.
	 * @param path the path below the context path
	 * @param method the HTTP method
	 * @param servletContext what it tells of the application
	 * @return the request
	 */
	public static HttpServletRequest example(String path, String method, @Nullable ServletContext servletContext) {
		HttpServletRequest request = transformer
			.transform(new FilterInvocation("", path, method, servletContext).getHttpRequest());
		request.setAttribute(ServletRequestPathUtils.PATH_ATTRIBUTE, RequestPath.parse(path, ""));
		return request;
	}

}
