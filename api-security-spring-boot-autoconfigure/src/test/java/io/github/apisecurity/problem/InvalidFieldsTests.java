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
import java.util.Locale;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.StaticMessageSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidFields}.
 */
class InvalidFieldsTests {

	private final StaticMessageSource messages = new StaticMessageSource();

	private final InvalidFields fields = new InvalidFields(this.messages);

	@AfterEach
	void resetLocale() {
		LocaleContextHolder.resetLocaleContext();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			en         | masked-value | holds the mask of a value; send the value itself
			de-CH      | masked-value | enthält die Maske eines Wertes; senden Sie den Wert selbst
			tr         | required     | zorunludur
			x-unknown  | required     | is required
			fr         | not-a-code   | n'est pas valide
			""")
	void messageIsInTheLanguageOfTheCaller(String language, String code, String message) {
		LocaleContextHolder.setLocale(Locale.forLanguageTag(language));
		assertThat(this.fields.field(FieldPointer.ROOT.step("a"), code))
			.isEqualTo(new InvalidField("#/a", code, message));
	}

	@Test
	void whenApplicationHasMessageItWins() {
		this.messages.addMessage("api-security.validation.required", Locale.GERMANY, "fehlt");
		LocaleContextHolder.setLocale(Locale.GERMANY);
		assertThat(this.fields.field("#/a", "required").message()).isEqualTo("fehlt");
	}

	@Test
	void whenThereAreManyTellsTheFirstHundredInOrder() {
		List<InvalidField> many = IntStream.rangeClosed(1, 500)
			.mapToObj((index) -> new InvalidField("#/" + (500 - index), "c", "m"))
			.toList();
		Problem problem = InvalidFields.problem(ProblemType.VALIDATION_FAILED, many);
		assertThat((List<?>) problem.members().get("errors")).hasSize(100)
			.first()
			.isEqualTo(new InvalidField("#/0", "c", "m"));
		assertThat((List<?>) InvalidFields.details(many).get("fields")).hasSize(100).last().isEqualTo("#/99");
	}

}
