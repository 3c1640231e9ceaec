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

import io.github.apisecurity.masking.MaskingStrategy;

/**
 * The first character of the local part and the domain.
 */
final class EmailStrategy implements MaskingStrategy {

	private static final String HIDDEN = "***@";

	private static final int MAX_DOMAIN = 253;

	@Override
	public String mask(String value) {
		int at = value.lastIndexOf('@');
		if (at < 1 || !isDomain(value, at + 1)) {
			return Texts.FULL;
		}
		// Of a short local part too much would be shown.
		String first = Texts.first(value, 1);
		boolean shown = Texts.visible(value, 0, at) > 2 && Texts.visible(first) == 1;
		return (shown ? first : "") + HIDDEN + value.substring(at + 1);
	}

	private static boolean isDomain(String value, int start) {
		// Only a domain is shown, never the rest of a text that has an @ in it.
		boolean hasLetter = false;
		for (int i = start; i < value.length(); i++) {
			char character = value.charAt(i);
			boolean letter = (character >= 'a' && character <= 'z') || Character.isLetter(character);
			hasLetter |= letter;
			if (!letter && character != '.' && character != '-' && !Character.isDigit(character)) {
				return false;
			}
		}
		return hasLetter && value.length() - start <= MAX_DOMAIN;
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
