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

package io.github.apisecurity.validation.openapi;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The patterns of the constraints in the dialect of JSON Schema: that of ECMA-262, which
 * has no possessive quantifiers, and anchored, since a pattern there only has to be
 * found.
 */
final class HintPatterns {

	static final int MAX_URL_LENGTH = 2048;

	static final int MAX_IBAN_LENGTH = 34;

	static final int MAX_GROUPED_IBAN_LENGTH = 42;

	/**
	 * Account 0 of a bank code that is not assigned, with right check digits.
	 */
	static final String NOBODYS_IBAN = "DE36000000000000000000";

	/**
	 * From the range that is kept for fiction.
	 */
	static final String FICTITIOUS_PHONE = "+12025550123";

	static final String PHONE = "^\\+[1-9][0-9]{6,14}$";

	private static final String BRACKETS = "<\uff1c\ufe64";

	static final String NO_HTML = "^(?:[^" + BRACKETS + "]|[" + BRACKETS + "]+[^" + BRACKETS
			+ "A-Za-z/!?\\u0000\uff21-\uff3a\uff41-\uff5a\uff0f\uff01\uff1f])*$";

	private static final String FILE_NAME = "^[\\p{L}\\p{M}\\p{Nd}_(][\\p{L}\\p{M}\\p{Nd} ._()-]*";

	private static final String SYNTAX = "^$\\.*+?()[]{}|/";

	private HintPatterns() {
	}

	static String iban(List<String> countries, boolean compact) {
		String country = (countries.isEmpty()) ? "[A-Z]{2}" : "(?:" + String.join("|", countries) + ")";
		return "^" + country + "[0-9]{2}" + ((compact) ? "[A-Z0-9]" : "(?: ?[A-Z0-9])") + "{11,30}$";
	}

	static String fileName(List<String> extensions) {
		return (extensions.isEmpty()) ? FILE_NAME + "$" : FILE_NAME
				+ extensions.stream().map(HintPatterns::inAnyCase).collect(Collectors.joining("|", "\\.(?:", ")$"));
	}

	static String anyOf(List<String> values) {
		return values.stream().map(HintPatterns::inAnyCase).collect(Collectors.joining("|", "^(?:", ")$"));
	}

	private static String inAnyCase(String text) {
		StringBuilder pattern = new StringBuilder();
		for (char character : text.toCharArray()) {
			char lower = Character.toLowerCase(character);
			char upper = Character.toUpperCase(character);
			if (lower != upper) {
				pattern.append('[').append(lower).append(upper).append(']');
			}
			else {
				pattern.append((SYNTAX.indexOf(character) != -1) ? "\\" : "").append(character);
			}
		}
		return pattern.toString();
	}

}
