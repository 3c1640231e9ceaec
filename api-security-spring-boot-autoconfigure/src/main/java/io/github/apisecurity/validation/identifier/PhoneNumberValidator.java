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

import java.util.Set;
import java.util.regex.Pattern;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber;
import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Validates {@link PhoneNumber @PhoneNumber}.
 *
 * @since 0.1.0
 */
public class PhoneNumberValidator implements ConstraintValidator<PhoneNumber, CharSequence> {

	private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

	private static final boolean libraryPresent = ClassUtils.isPresent("com.google.i18n.phonenumbers.PhoneNumberUtil",
			PhoneNumberValidator.class.getClassLoader());

	private Set<String> countries = Set.of();

	@Override
	public void initialize(PhoneNumber annotation) {
		this.countries = Set.of(annotation.countries());
		if (!this.countries.isEmpty() && !libraryPresent) {
			throw new ConstraintDeclarationException("@PhoneNumber with countries needs libphonenumber. "
					+ "Add the dependency 'com.googlecode.libphonenumber:libphonenumber'.");
		}
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		return value == null || (E164.matcher(value).matches()
				&& (!libraryPresent || Library.isAssigned(value.toString(), this.countries)));
	}

	/**
	 * Keeps the optional library out of the outer class.
	 */
	private static final class Library {

		static boolean isAssigned(String value, Set<String> countries) {
			PhoneNumberUtil util = PhoneNumberUtil.getInstance();
			try {
				Phonenumber.PhoneNumber number = util.parse(value, null);
				return util.isValidNumber(number)
						&& (countries.isEmpty() || countries.contains(util.getRegionCodeForNumber(number)));
			}
			catch (NumberParseException ex) {
				return false;
			}
		}

	}

}
