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

import java.util.function.Predicate;

import io.github.apisecurity.config.RareWarning;
import jakarta.validation.ConstraintDeclarationException;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.security.authentication.password.CompromisedPasswordChecker;

/**
 * Asks the {@link CompromisedPasswordChecker} of the application.
 */
class CompromisedPasswords implements Predicate<String> {

	private final CompromisedPasswordChecker checker;

	private final RareWarning warning = new RareWarning(LogFactory.getLog(CompromisedPasswords.class));

	CompromisedPasswords(BeanFactory beanFactory) {
		CompromisedPasswordChecker found = beanFactory.getBeanProvider(CompromisedPasswordChecker.class)
			.getIfAvailable();
		if (found == null) {
			throw new ConstraintDeclarationException("@StrongPassword(compromisedCheck = true) needs a bean of type "
					+ "CompromisedPasswordChecker, such as HaveIBeenPwnedRestApiPasswordChecker.");
		}
		this.checker = found;
	}

	@Override
	public boolean test(String password) {
		try {
			return this.checker.check(password).isCompromised();
		}
		catch (RuntimeException ex) {
			this.warning.warn(() -> "Passwords pass without being looked up in breaches: " + ex.getClass().getName());
			return false;
		}
	}

}
