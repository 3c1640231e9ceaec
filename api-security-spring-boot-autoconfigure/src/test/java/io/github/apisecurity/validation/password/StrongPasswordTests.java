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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.util.ReflectionTestUtils;

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
			"correcthorsebatterystaple", "trustno1-trustno1", "Michelle!2026!1999", "qwertyuiopqwertyuiop",
			"Sn0wb@ll-2026-!!", "mustangmustangmustang", "0123456789-Liverpool", "Snowball*2024*2025" })
	void whenPasswordIsShortOrCommonIsNotValid(String password) {
		assertThat(validator.validateValue(Account.class, "password", password)).hasSize(1);
	}

	@Test
	void everyWordOfTheListIsFound() {
		assertThat(lines("common-passwords.txt")).hasSizeGreaterThan(10_000)
			.isSorted()
			.doesNotHaveDuplicates()
			.allMatch((word) -> CommonPasswords.contains(word, Set.of()));
	}

	@Test
	void whenPasswordIsNotoriousIsNotValid() {
		assertThat(lines("notorious-passwords.txt")).hasSizeGreaterThanOrEqualTo(300)
			.doesNotHaveDuplicates()
			.allSatisfy((password) -> assertThat(password.length()).as(password).isGreaterThanOrEqualTo(15))
			.filteredOn((password) -> validator.validateValue(Account.class, "password", password).isEmpty())
			.isEmpty();
	}

	@Test
	void whenPassphraseHasThreeWordsThatNobodyJoinsIsValid() {
		assertThat(lines("fine-passwords.txt")).hasSizeGreaterThanOrEqualTo(60)
			.filteredOn((password) -> !validator.validateValue(Account.class, "password", password).isEmpty())
			.isEmpty();
	}

	private static List<String> lines(String resource) {
		return new BufferedReader(
				new InputStreamReader(StrongPassword.class.getResourceAsStream(resource), StandardCharsets.UTF_8))
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.toList();
	}

	@Test
	void listIsLoadedOnce() {
		Set<Object> loaded = Collections.newSetFromMap(new IdentityHashMap<>());
		for (int i = 0; i < 3; i++) {
			Validation.buildDefaultValidatorFactory()
				.getValidator()
				.validateValue(Account.class, "password", "violet anchor melts");
			loaded.add(ReflectionTestUtils.getField(CommonPasswords.class, "WORDS"));
		}
		assertThat(loaded).hasSize(1).doesNotContainNull();
		assertThat(CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 20_000; i++) {
				validator.validateValue(Account.class, "password", "violet anchor melts");
			}
		})).succeedsWithin(2, TimeUnit.MINUTES);
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

	@Test
	void whenProfileIsClassicAsksForAllKindsOfCharacters() {
		assertThat(validator.validateValue(Classic.class, "password", "Violet anchor melts 7")).isEmpty();
		for (String password : List.of("violet anchor melts 7", "VIOLET ANCHOR MELTS 7", "Violet anchor melts",
				"VioletAnchorMelts7")) {
			assertThat(validator.validateValue(Classic.class, "password", password))
				.extracting((violation) -> violation.getMessage())
				.containsExactly("must also have upper-case and lower-case letters, digits and other " + "characters");
		}
		assertThat(validator.validateValue(Classic.class, "password", "P@ssw0rd2026!!!!!!"))
			.extracting((violation) -> violation.getMessage())
			.containsExactly("must be a longer or less common password");
	}

	@ParameterizedTest
	@CsvSource({ "violet anchor melts, 0", "lovelace.ada-2026, 1", "ADA.LOVELACE!2026, 1", "analytical-engine-7, 1",
			", 0" })
	void whenPasswordIsMadeOfOtherPropertiesIsNotValid(String password, int violations) {
		Registration registration = new Registration("ada.lovelace", "lovelace@analytical-engine.example", password);
		assertThat(validator.validate(registration)).hasSize(violations)
			.allSatisfy((violation) -> assertThat(violation.getPropertyPath()).hasToString("password"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Unnamed.class, Missing.class, Number.class })
	void whenDeclaredWronglySaysSo(Class<?> type) throws Exception {
		Object bean = type.getDeclaredConstructor(int.class).newInstance(1);
		assertThatExceptionOfType(ConstraintDeclarationException.class).isThrownBy(() -> validator.validate(bean))
			.withMessageContaining("property");
	}

	@Test
	void whenPasswordIsTheNameOfTheCurrentUserIsNotValid() {
		assertThat(validator.validateValue(Account.class, "password", "mirabella-quirkos-7")).isEmpty();
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated("mirabella.quirkos", null, List.of()));
		try {
			assertThat(validator.validateValue(Account.class, "password", "mirabella-quirkos-7")).hasSize(1);
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	@ParameterizedTest
	@CsvSource({ "k.yilmaz1987x4411, k.yilmaz1987x4411", "4417302958116620, 4417302958116620",
			"4417302958116620, 4417302958116620!", "4417-3029-5811-6620, 4417302958116620",
			"maximiliane.oberhuber-zwirnstein@example.com, maximiliane.oberhuber-zwirnstein@example.com",
			"k.yilmaz1987x4411@example.com, k.yilmaz1987x4411", "K.Yilmaz1987x4411, k.yilmaz1987x4411-1" })
	void whenNameOfTheCurrentUserHasManyDigitsOrIsLongIsNoPassword(String name, String password) {
		assertThat(validator.validateValue(Account.class, "password", password)).isEmpty();
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()));
		try {
			assertThat(validator.validateValue(Account.class, "password", password)).hasSize(1);
			assertThat(validator.validateValue(Account.class, "password", "violet anchor melts")).isEmpty();
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	record Classic(@StrongPassword(profile = StrongPassword.Profile.CLASSIC) String password) {

	}

	@StrongPassword(property = "password", contextProperties = { "userName", "email" })
	record Registration(String userName, String email, String password) {

	}

	@StrongPassword
	record Unnamed(int number) {

	}

	@StrongPassword(property = "password")
	record Missing(int number) {

	}

	record Number(@StrongPassword int number) {

	}

	record Account(@StrongPassword(context = "Acme Bank") String password) {

	}

	record Weak(@StrongPassword(min = 4) String password) {

	}

}
