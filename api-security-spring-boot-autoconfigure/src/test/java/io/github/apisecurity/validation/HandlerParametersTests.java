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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PageableDefault;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandlerParameters}.
 */
class HandlerParametersTests {

	@Test
	void requestParametersAreSingleOrMultipleByType() {
		HandlerParameters parameters = of("search");
		assertThat(List.of("q", "limit")).allMatch(parameters::isSingle).allMatch(parameters::knows);
		assertThat(List.of("tags")).noneMatch(parameters::isSingle).allMatch(parameters::knows);
		assertThat(List.of("id", "term", "x", "", " ")).noneMatch(parameters::isSingle).noneMatch(parameters::knows);
	}

	@Test
	void propertiesOfModelAttributesAreKnownWithTheirSteps() {
		HandlerParameters parameters = of("filter");
		assertThat(List.of("name")).allMatch(parameters::isSingle);
		assertThat(List.of("parts", "filter")).noneMatch(parameters::isSingle);
		assertThat(parameters.knows("parts[0].label")).isTrue();
		assertThat(parameters.knows("parts.label")).isTrue();
		assertThat(parameters.knows("other.label")).isFalse();
		assertThat(List.of("name.class", ".parts", "[0]", ".")).noneMatch(parameters::knows);
	}

	@Test
	void whenModelAttributeHasConstraintsOrOtherNamesItsPropertiesAreKnown() {
		HandlerParameters parameters = of("valid");
		assertThat(List.of("name", "color", "active", "day")).allMatch(parameters::isSingle);
		assertThat(List.of("_active", "parts[0].label")).allMatch(parameters::knows);
		assertThat(List.of("colour", "_other", "owner")).noneMatch(parameters::knows);
	}

	@Test
	void whenParameterMayHaveAResolverOfTheApplicationItsNamesAreKnownAndNotSingle() {
		HandlerParameters parameters = of("own");
		assertThat(List.of("name")).allMatch(parameters::knows).noneMatch(parameters::isSingle);
	}

	@Test
	void whenPageOfAHandlerIsLargeByDefaultItMayBe() {
		assertThat(of("largePage").maxPageSize()).isEqualTo(200);
		assertThat(of("page").maxPageSize()).isEqualTo(100);
	}

	@Test
	void whenHandlerTakesPageItsNamesAreKnown() {
		HandlerParameters parameters = of("page");
		assertThat(parameters.isSizeOfPage("size")).isTrue();
		assertThat(parameters.isSortable()).isTrue();
		assertThat(List.of("page", "size")).allMatch(parameters::isSingle);
		assertThat(List.of("sort")).noneMatch(parameters::isSingle).allMatch(parameters::knows);
		assertThat(List.of("pageable", "x")).noneMatch(parameters::knows);
	}

	@Test
	void whenNameIsTakenTwiceItIsSingleOnlyForBoth() {
		assertThat(List.of("size", "page")).noneMatch(of("listedPage")::isSingle).noneMatch(of("pageListed")::isSingle);
		assertThat(of("listedPage").isSizeOfPage("size")).isTrue();
		assertThat(of("ownAndPlain").isSingle("name")).isFalse();
		assertThat(of("plainAndOwn").isSingle("name")).isFalse();
	}

	@Test
	void whenHandlerTakesAnythingItIsOpen() {
		assertThat(of("all").knows("x")).isTrue();
		assertThat(of("raw").knows("x")).isTrue();
	}

	private static HandlerParameters of(String name) {
		return new HandlerParameters(new HandlerMethod(new Handlers(),
				Arrays.stream(Handlers.class.getDeclaredMethods())
					.filter((method) -> method.getName().equals(name))
					.findFirst()
					.orElseThrow()),
				new PageParameters("page", "size", "sort", "_size", ",", 100));
	}

	static class Handlers {

		void search(@PathVariable String id, @RequestParam("q") String term, int limit,
				@RequestParam(required = false) List<String> tags) {
		}

		void filter(@ModelAttribute Filter filter) {
		}

		void valid(@Valid @Nullable Choice choice, @DateTimeFormat(iso = ISO.DATE) LocalDate day,
				@AuthenticationPrincipal Owner owner) {
		}

		void own(@Own Filter filter) {
		}

		void largePage(@PageableDefault(200) Pageable pageable) {
		}

		void page(Pageable pageable) {
		}

		void listedPage(@RequestParam List<String> size, @RequestParam List<String> page, Pageable pageable) {
		}

		void pageListed(Pageable pageable, @RequestParam List<String> size, @RequestParam List<String> page) {
		}

		void ownAndPlain(@Own Filter filter, @RequestParam String name) {
		}

		void plainAndOwn(@RequestParam String name, @Own Filter filter) {
		}

		void all(@RequestParam Map<String, String> parameters) {
		}

		void raw(HttpServletRequest request) {
		}

	}

	record Filter(String name, List<Part> parts) {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Own {

	}

	static class Choice {

		Choice(@BindParam("color") String colour, List<Part> parts, boolean active, String name) {
		}

	}

	static class Owner {

		Owner(String owner) {
		}

	}

	record Part(String label) {

	}

}
