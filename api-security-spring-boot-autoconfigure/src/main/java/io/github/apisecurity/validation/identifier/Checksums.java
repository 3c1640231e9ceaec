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

/**
 * Check digits.
 */
final class Checksums {

	private Checksums() {
	}

	/**
	 * Remainder of ISO 7064 MOD 97-10 over a text whose first four characters count last.
	 * @param value letters and digits
	 * @return the remainder
	 */
	static int mod97(String value) {
		int remainder = 0;
		for (int i = 0; i < value.length(); i++) {
			int digit = Character.getNumericValue(value.charAt((i + 4) % value.length()));
			remainder = (remainder * ((digit > 9) ? 100 : 10) + digit) % 97;
		}
		return remainder;
	}

	/**
	 * Sum of the digits, each times its weight.
	 * @param digits the digits, at least as many as weights
	 * @param weights the weights
	 * @return the sum
	 */
	static int weightedSum(String digits, int... weights) {
		int sum = 0;
		for (int i = 0; i < weights.length; i++) {
			sum += digit(digits, i) * weights[i];
		}
		return sum;
	}

	static int digit(String digits, int index) {
		return digits.charAt(index) - '0';
	}

	/**
	 * Check by the algorithm of Luhn.
	 * @param digits the digits, the check digit last
	 * @return whether the check digit is right
	 */
	static boolean luhn(String digits) {
		int sum = 0;
		for (int i = 0; i < digits.length(); i++) {
			int digit = digit(digits, digits.length() - 1 - i) * (1 + i % 2);
			sum += (digit > 9) ? digit - 9 : digit;
		}
		return sum % 10 == 0;
	}

}
