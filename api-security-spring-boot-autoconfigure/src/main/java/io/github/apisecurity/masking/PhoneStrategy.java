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
 * The start of an international number and the last two digits.
 */
final class PhoneStrategy implements MaskingStrategy {

	private static final String MIDDLE = "*****";

	private static final int START = 3;

	private static final int LAST = 2;

	private static final int MIN_DIGITS = 8;

	@Override
	public String mask(String value) {
		boolean international = value.startsWith("+");
		String compact = Texts.compact(value, (international) ? 1 : 0);
		if (compact.length() < ((international) ? 1 + MIN_DIGITS : MIN_DIGITS)) {
			return Texts.FULL;
		}
		return Texts.around(compact, (international) ? START : 0, MIDDLE, compact.length() - LAST);
	}

	@Override
	public String sample() {
		return "+12025550123";
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || Texts.isKept(text, 0, MIDDLE, LAST)
				|| (text.startsWith("+") && Texts.isKept(text, START, MIDDLE, LAST));
	}

}
