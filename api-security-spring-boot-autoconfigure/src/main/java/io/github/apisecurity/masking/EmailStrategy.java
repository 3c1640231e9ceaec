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

package io.github.apisecurity.masking;

/**
 * The first character of the local part and the domain.
 */
final class EmailStrategy implements MaskingStrategy {

	private static final String HIDDEN = "***@";

	private static final int MAX_DOMAIN = 253;

	private static final int MIN_LOCAL = 3;

	@Override
	public String mask(String value) {
		// Only a domain is shown, never the rest of a text that has an @ in it.
		boolean hasLetter = false;
		for (int i = value.length() - 1; i > 0; i--) {
			char character = value.charAt(i);
			if (character == '@') {
				boolean domain = hasLetter && value.length() - i <= MAX_DOMAIN + 1;
				return (domain) ? Texts.around(value, start(value, i), Texts.FULL, i) : Texts.FULL;
			}
			else if (Texts.isLetter(character) || Character.isLetter(character)) {
				hasLetter = true;
			}
			else if (character != '.' && character != '-' && !Character.isDigit(character)) {
				return Texts.FULL;
			}
		}
		return Texts.FULL;
	}

	private static int start(String value, int at) {
		// Of a short local part too much would be shown.
		int first = Character.charCount(value.codePointAt(0));
		boolean shown = !value.startsWith(HIDDEN) && Texts.visible(value, 0, at, MIN_LOCAL) == MIN_LOCAL
				&& Texts.visible(value, 0, first, 1) == 1;
		return (shown) ? first : 0;
	}

	@Override
	public String sample() {
		return "jane.doe@example.com";
	}

	@Override
	public boolean isMask(String text) {
		int hidden = text.indexOf(HIDDEN);
		return text.equals(Texts.FULL) || (hidden != -1 && text.codePointCount(0, hidden) <= 1);
	}

}
