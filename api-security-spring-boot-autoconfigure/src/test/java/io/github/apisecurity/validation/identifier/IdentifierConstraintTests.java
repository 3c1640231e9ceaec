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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the constraints on identifiers.
 */
class IdentifierConstraintTests {

	private static final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

	@ParameterizedTest
	@CsvSource({ "iban, DE89370400440532013000", "iban, DE89 3704 0044 0532 0130 00",
			"iban, TR330006100519786457841326", "iban, GB29NWBK60161331926819", "iban, NO9386011117947",
			"iban, FR1420041010050500013M02606", "iban, MT84MALT011000012345MTLCAST001S",
			"iban, IT60X0542811101000000123456", "iban, BR1800360305000010009795493C1",
			"iban, SC18SSCB11010000000000001497USD", "iban, LC55HEMM000100010012001200023015",
			"iban, MU17BOMM0101101030300200000MUR", "iban, RU0204452560040702810412345678901",
			"turkishIban, TR330006100519786457841326", "phone, +493012345678", "phone, +905321234567",
			"germanPhone, +493012345678" })
	void whenValueIsFineHasNoViolation(String property, String value) {
		assertThat(validator.validateValue(Identifiers.class, property, value)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "iban, DE89370400440532013001", "iban, DE8937040044053201300", "iban, de89370400440532013000",
			"iban, XX89370400440532013000", "iban, DE", "iban, D", "iban, DE85A70400440532013000",
			"iban, GB98123412345678901234", "iban, NO9986011117063", "iban, D E89370400440532013000",
			"iban, DE 89370400440532013000", "turkishIban, DE89370400440532013000", "phone, 493012345678",
			"phone, +0123456789", "phone, +49", "phone, +491", "phone, +49301234567890123456", "phone, +999123456789",
			"germanPhone, +905321234567" })
	void whenValueIsBadHasOneViolation(String property, String value) {
		assertThat(validator.validateValue(Identifiers.class, property, value)).hasSize(1);
	}

	@Test
	void examplesOfAllCountriesAreValid() throws IOException {
		List<String> ibans = new ClassPathResource("ibans.txt", getClass()).getContentAsString(StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.toList();
		assertThat(ibans).filteredOn((iban) -> !validator.validateValue(Identifiers.class, "iban", iban).isEmpty())
			.isEmpty();
		Map<?, ?> formats = (Map<?, ?>) ReflectionTestUtils.getField(IbanValidator.class, "FORMATS");
		assertThat(formats).isNotNull();
		assertThat(formats.keySet()).hasSameSizeAs(ibans)
			.allMatch((country) -> ibans.stream().anyMatch((iban) -> iban.startsWith(country.toString())));
	}

	@ParameterizedTest
	@CsvSource({ "iban", "phone" })
	void whenValueIsNullHasNoViolation(String property) {
		assertThat(validator.validateValue(Identifiers.class, property, null)).isEmpty();
	}

	@Test
	void whenCountryHasNoIbansStops() {
		assertThatExceptionOfType(ConstraintDeclarationException.class)
			.isThrownBy(() -> validator.validateValue(UnknownCountry.class, "iban", "DE89370400440532013000"))
			.withMessageContaining("AD, AE");
	}

	record UnknownCountry(@Iban(countries = "de") String iban) {

	}

	record Identifiers(@Iban String iban, @Iban(countries = "TR", compact = true) String turkishIban,
			@PhoneNumber String phone, @PhoneNumber(countries = "DE") String germanPhone) {

	}

}
