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

package io.github.apisecurity.validation.identifier;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the constraints on identifiers.
 */
class IdentifierConstraintTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@CsvSource({ "iban, DE89370400440532013000", "iban, DE89 3704 0044 0532 0130 00",
			"iban, TR330006100519786457841326", "iban, GB29NWBK60161331926819", "iban, NO9386011117947",
			"turkishIban, TR330006100519786457841326", "tr, 10000000146", "es, 12345678Z", "es, X1234567L",
			"fi, 131052-308T", "be, 93051822361", "nl, 111222333", "se, 8112189876", "se, 198112189876",
			"phone, +493012345678", "phone, +905321234567", "germanPhone, +493012345678" })
	void whenValueIsFineHasNoViolation(String property, String value) {
		assertThat(validator.validateValue(Identifiers.class, property, value)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "iban, DE89370400440532013001", "iban, DE8937040044053201300", "iban, de89370400440532013000",
			"iban, XX89370400440532013000", "iban, D E89370400440532013000", "iban, DE 89370400440532013000",
			"turkishIban, DE89370400440532013000", "tr, 10000000147", "tr, 10000000156", "tr, 00000000000",
			"tr, 1000000014", "tr, 1000000014\u0666", "es, 12345678A", "fi, 131052-308U", "be, 93051822362",
			"nl, 111222334", "nl, 000000000", "se, 8112189877", "phone, 493012345678", "phone, +0123456789",
			"phone, +49", "phone, +491", "phone, +49301234567890123456", "phone, +999123456789",
			"germanPhone, +905321234567" })
	void whenValueIsBadHasOneViolation(String property, String value) {
		assertThat(validator.validateValue(Identifiers.class, property, value)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "tr", "iban", "phone" })
	void whenValueIsNullHasNoViolation(String property) {
		assertThat(validator.validateValue(Identifiers.class, property, null)).isEmpty();
	}

	record Identifiers(@Iban String iban, @Iban(countries = "TR", compact = true) String turkishIban,
			@NationalId(NationalId.Country.TR) String tr, @NationalId(NationalId.Country.ES) String es,
			@NationalId(NationalId.Country.FI) String fi, @NationalId(NationalId.Country.BE) String be,
			@NationalId(NationalId.Country.NL) String nl, @NationalId(NationalId.Country.SE) String se,
			@PhoneNumber String phone, @PhoneNumber(countries = "DE") String germanPhone) {

	}

}
