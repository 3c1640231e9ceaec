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

package io.github.apisecurity.validation.password;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StrongPassword @StrongPassword}.
 */
class StrongPasswordTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@ValueSource(strings = { "violet anchor melts", "kırmızı çatının kedisi", "vR7#kq0ZpLw2Tx9", "雨雨風雪花鳥月山川海空星森林石" })
	void whenPasswordIsLongAndUncommonIsValid(String password) {
		assertThat(validator.validateValue(Account.class, "password", password)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "vR7#kq0ZpLw2Tx", "aaaaaaaaaaaaaaaaaaaa", "123456789012345678", "abcdefghijklmnopqrst",
			"Password123456789", "P@ssw0rd2026!!!!!!", "passwordpassword", "Acme-Bank-2026-2026",
			"correcthorsebatterystaple" })
	void whenPasswordIsShortOrCommonIsNotValid(String password) {
		assertThat(validator.validateValue(Account.class, "password", password)).hasSize(1);
	}

	@Test
	void whenPasswordIsLongerThanMaximumIsNotValid() {
		assertThat(validator.validateValue(Account.class, "password", "vR7#kq0ZpLw2Tx9k".repeat(9))).hasSize(1);
	}

	@Test
	void lengthIsCountedInCodePoints() {
		assertThat(validator.validateValue(Account.class, "password", "😀🐻🌧🚲🎻🍋🧊")).hasSize(1);
	}

	@Test
	void whenMinimumIsTooSmallIsDeclaredWrongly() {
		assertThatExceptionOfType(ConstraintDeclarationException.class)
			.isThrownBy(() -> validator.validateValue(Weak.class, "password", "x"))
			.withMessageContaining("at least 8");
	}

	record Account(@StrongPassword(context = "Acme Bank") String password) {

	}

	record Weak(@StrongPassword(min = 4) String password) {

	}

}
