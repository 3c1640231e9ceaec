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

import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.password.CompromisedPasswordChecker;
import org.springframework.security.authentication.password.CompromisedPasswordDecision;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.SpringConstraintValidatorFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StrongPassword @StrongPassword} in an application of Spring.
 */
class StrongPasswordContextTests {

	@Test
	void whenPasswordIsTheNameOfTheApplicationIsNotValid() {
		Validator validator = validator(null);
		assertThat(validator.validateValue(Account.class, "plain", "zorbifexal-zorbifexal-2026")).hasSize(1);
		assertThat(validator.validateValue(Account.class, "plain", "violet anchor melts")).isEmpty();
	}

	@Test
	void whenPasswordIsKnownFromABreachIsNotValid() {
		Validator validator = validator(
				(password) -> new CompromisedPasswordDecision(password.startsWith("violet anchor")));
		assertThat(validator.validateValue(Account.class, "checked", "violet anchor melts")).hasSize(1);
		assertThat(validator.validateValue(Account.class, "checked", "purple anchor melts")).isEmpty();
		assertThat(validator.validateValue(Account.class, "plain", "violet anchor melts")).isEmpty();
	}

	@Test
	void whenCheckerFailsPasswordPasses() {
		Validator validator = validator((password) -> {
			throw new IllegalStateException("away");
		});
		assertThat(validator.validateValue(Account.class, "checked", "violet anchor melts")).isEmpty();
	}

	@Test
	void whenThereIsNoCheckerSaysSo() {
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> validator(null).validateValue(Account.class, "checked", "violet anchor melts"))
			.withStackTraceContaining("CompromisedPasswordChecker");
	}

	private static Validator validator(@Nullable CompromisedPasswordChecker checker) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("environment",
				new MockEnvironment().withProperty("spring.application.name", "zorbifexal"));
		if (checker != null) {
			beanFactory.registerSingleton("checker", checker);
		}
		LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
		validator.setConstraintValidatorFactory(new SpringConstraintValidatorFactory(beanFactory));
		validator.afterPropertiesSet();
		return validator;
	}

	static class Account {

		@StrongPassword
		String plain;

		@StrongPassword(compromisedCheck = true)
		String checked;

	}

}
