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

package io.github.apisecurity.masking.strategy;

import org.jspecify.annotations.Nullable;

/**
 * The first character of the local part and the domain.
 */
final class EmailStrategy extends PartialStrategy {

	private static final String HIDDEN = "***@";

	private static final int MAX_DOMAIN = 253;

	private static final int MIN_LOCAL = 3;

	@Override
	public String mask(String value) {
		// Only a domain is shown, never the rest of a text that has an @ in it.
		boolean hasLetter = false;
		for (int i = value.length() - 1; i > 0; i--) {
			char character = value.charAt(i);
			if (Texts.isLetter(character)) {
				hasLetter = true;
			}
			else if (character == '@') {
				boolean domain = hasLetter && value.length() - i <= MAX_DOMAIN + 1;
				return (domain) ? start(value, i) + Texts.FULL + value.substring(i) : Texts.FULL;
			}
			else if (character >= Texts.ASCII && Character.isLetter(character)) {
				hasLetter = true;
			}
			else if (character != '.' && character != '-' && !Character.isDigit(character)) {
				return Texts.FULL;
			}
		}
		return Texts.FULL;
	}

	private static String start(String value, int at) {
		// Of a short local part too much would be shown.
		if (Texts.visible(value, 0, at, MIN_LOCAL) < MIN_LOCAL) {
			return "";
		}
		String first = value.substring(0, Character.charCount(value.codePointAt(0)));
		return (Texts.visible(first, 0, first.length(), 1) == 1) ? first : "";
	}

	@Override
	@Nullable AsciiMask asciiMask(byte[] text) {
		int at = AsciiText.at(text);
		return (at >= MIN_LOCAL && AsciiText.startsWithLettersOrDigits(text, MIN_LOCAL))
				? new AsciiMask(text, 1, Texts.FULL.length(), at) : null;
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
