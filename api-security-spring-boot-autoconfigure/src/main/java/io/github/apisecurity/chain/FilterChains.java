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

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.security.config.BeanIds;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The filter chains of an application as requests meet them.
 *
 * @since 0.1.0
 */
public final class FilterChains {

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

}
