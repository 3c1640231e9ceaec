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

/**
 * The first character of the local part and the domain.
 */
final class EmailStrategy extends PartialStrategy {

	private static final String HIDDEN = "***@";

	private static final int MAX_DOMAIN = 253;

	private static final int MIN_LOCAL = 3;

	@Override
	PartialMask partialMask(String value) {
		// Only a domain is shown, never the rest of a text that has an @ in it.
		int characters = 0;
		boolean hasLetter = false;
		for (int i = value.length() - 1; i > 0; i--) {
			char character = value.charAt(i);
			characters |= character;
			if (Texts.isLetter(character)) {
				hasLetter = true;
			}
			else if (character == '@') {
				boolean domain = hasLetter && value.length() - i <= MAX_DOMAIN + 1;
				return (domain) ? partialMask(value, i, characters < Texts.ASCII) : PartialMask.FULL;
			}
			else if (character >= Texts.ASCII && Character.isLetter(character)) {
				hasLetter = true;
			}
			else if (character != '.' && character != '-' && !Character.isDigit(character)) {
				return PartialMask.FULL;
			}
		}
		return PartialMask.FULL;
	}

	private static PartialMask partialMask(String value, int at, boolean plain) {
		// Of a short local part too much would be shown.
		if (Texts.visible(value, 0, at, MIN_LOCAL) < MIN_LOCAL) {
			return new PartialMask(value, 0, Texts.FULL.length(), at, plain);
		}
		int first = value.codePointAt(0);
		if (Texts.isPlain(first)) {
			return new PartialMask(value, 1, Texts.FULL.length(), at, plain);
		}
		int start = Character.charCount(first);
		int shown = (Texts.visible(value, 0, start, 1) == 1) ? start : 0;
		return new PartialMask(value, shown, Texts.FULL.length(), at, false);
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
