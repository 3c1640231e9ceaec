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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.web.PageableHandlerMethodArgumentResolver;
import org.springframework.data.web.SortHandlerMethodArgumentResolver;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PageParameters}.
 */
class PageParametersTests {

	private static final String PREFIX = "spring.data.web.pageable.";

	@ParameterizedTest
	@CsvSource({ ",,,100", ",,20,100", ",,200,200", ",500,,500", ",50,200,50", "10,500,200,10", ",2000,,2000" })
	void maximumOfSpringDataIsThatOfTheApplicationUnlessItSaysMore(Integer ours, Integer maximum, Integer usual,
			int expected) {
		PageableHandlerMethodArgumentResolver pages = new PageableHandlerMethodArgumentResolver();
		MockEnvironment environment = new MockEnvironment();
		if (maximum != null) {
			pages.setMaxPageSize(maximum);
			environment.setProperty(PREFIX + "max-page-size", maximum.toString());
		}
		if (usual != null) {
			pages.setFallbackPageable(PageRequest.of(0, usual));
		}
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("pages", pages);
		assertThat(PageParameters.of(ours, environment, beans).maxSize()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ ":, limit", "',', size" })
	void namesAreThoseOfTheResolvers(String delimiter, String size) {
		PageableHandlerMethodArgumentResolver pages = new PageableHandlerMethodArgumentResolver();
		pages.setPrefix("p-");
		pages.setSizeParameterName(size);
		SortHandlerMethodArgumentResolver orders = new SortHandlerMethodArgumentResolver();
		orders.setSortParameter("order");
		orders.setPropertyDelimiter(delimiter);
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("pages", pages);
		beans.addBean("orders", orders);
		assertThat(PageParameters.of(null, new MockEnvironment(), beans))
			.isEqualTo(new PageParameters("p-page", "p-" + size, "order", "_" + size, delimiter, 100));
	}

	@Test
	void whenThereAreTwoResolversTheFirstIsAsked() {
		PageableHandlerMethodArgumentResolver first = new PageableHandlerMethodArgumentResolver();
		first.setSizeParameterName("limit");
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("first", first);
		beans.addBean("second", new PageableHandlerMethodArgumentResolver());
		assertThat(PageParameters.of(null, new MockEnvironment(), beans).size()).isEqualTo("limit");
	}

}
