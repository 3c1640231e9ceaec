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

import io.github.apisecurity.validation.identifier.NationalId.Country;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link NationalId @NationalId}.
 *
 * @since 0.1.0
 */
public class NationalIdValidator implements ConstraintValidator<NationalId, CharSequence> {

	private static final int MAX_LENGTH = 16;

	private static final String ES_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

	private static final String FI_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY";

	private Country country = Country.TR;

	@Override
	public void initialize(NationalId annotation) {
		this.country = annotation.value();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		return value == null || (value.length() <= MAX_LENGTH && isValid(this.country, value.toString()));
	}

	static boolean isValid(Country country, String value) {
		return switch (country) {
			case BE -> value.matches("[0-9]{11}") && isBelgian(value);
			case ES -> value.matches("[0-9XYZ][0-9]{7}[A-Z]") && isSpanish(value);
			case FI -> value.matches("[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]") && isFinnish(value);
			case NL -> value.matches("[0-9]{9}") && !"000000000".equals(value)
					&& weightedSum(value, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;
			case SE -> value.matches("(?:[0-9]{2})?[0-9]{10}") && !value.matches("0+")
					&& luhn(value.substring(value.length() - 10));
			case TR -> value.matches("[1-9][0-9]{10}") && isTurkish(value);
		};
	}

	private static boolean isBelgian(String value) {
		long base = Long.parseLong(value.substring(0, 9));
		int check = Integer.parseInt(value.substring(9));
		// Who is born from 2000 on has a 2 put in front before the remainder is taken.
		return check == 97 - base % 97 || check == 97 - (2_000_000_000L + base) % 97;
	}

	private static boolean isSpanish(String value) {
		int prefix = "XYZ".indexOf(value.charAt(0));
		String digits = ((prefix != -1) ? Integer.toString(prefix) : value.substring(0, 1)) + value.substring(1, 8);
		return value.charAt(8) == ES_LETTERS.charAt(Integer.parseInt(digits) % 23);
	}

	private static boolean isFinnish(String value) {
		int number = Integer.parseInt(value.substring(0, 6) + value.substring(7, 10));
		return value.charAt(10) == FI_LETTERS.charAt(number % 31);
	}

	private static boolean isTurkish(String value) {
		int odd = weightedSum(value, 1, 0, 1, 0, 1, 0, 1, 0, 1);
		int even = weightedSum(value, 0, 1, 0, 1, 0, 1, 0, 1);
		int tenth = Math.floorMod(odd * 7 - even, 10);
		return digit(value, 9) == tenth && digit(value, 10) == (odd + even + tenth) % 10;
	}

	/**
	 * Sum of the digits, each times its weight.
	 * @param digits the digits, at least as many as weights
	 * @param weights the weights
	 * @return the sum
	 */
	private static int weightedSum(String digits, int... weights) {
		int sum = 0;
		for (int i = 0; i < weights.length; i++) {
			sum += digit(digits, i) * weights[i];
		}
		return sum;
	}

	private static int digit(String digits, int index) {
		return digits.charAt(index) - '0';
	}

	/**
	 * Check by the algorithm of Luhn.
	 * @param digits the digits, the check digit last
	 * @return whether the check digit is right
	 */
	private static boolean luhn(String digits) {
		int sum = 0;
		for (int i = 0; i < digits.length(); i++) {
			int digit = digit(digits, digits.length() - 1 - i) * (1 + i % 2);
			sum += (digit > 9) ? digit - 9 : digit;
		}
		return sum % 10 == 0;
	}

}
