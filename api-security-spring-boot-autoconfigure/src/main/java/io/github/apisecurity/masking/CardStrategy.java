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
 * The last four digits, and the issuer's first digits where that was asked for.
 */
final class CardStrategy implements MaskingStrategy {

	private static final int LAST = 4;

	private static final int MIN_DIGITS = 12;

	private static final int MAX_DIGITS = 19;

	private static final int MIN_HIDDEN = 4;

	private static final String MIDDLE = "************";

	private static final String MIDDLE_AFTER_ISSUER = "******";

	private final int first;

	/**
	 * Create a strategy.
	 * @param first the number of first digits to show: 0, 6 or 8
	 */
	CardStrategy(int first) {
		this.first = first;
	}

	@Override
	public String mask(String value) {
		String digits = Texts.compact(value, 0);
		if (digits.length() < MIN_DIGITS || digits.length() > MAX_DIGITS) {
			return Texts.FULL;
		}
		// Of a short number too little would be hidden.
		int first = (digits.length() - LAST < this.first + MIN_HIDDEN) ? 0 : this.first;
		return Texts.around(digits, first, (first == 0) ? MIDDLE : MIDDLE_AFTER_ISSUER, digits.length() - LAST);
	}

	@Override
	public String sample() {
		return "4111111111111111";
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || Texts.isKept(text, 0, MIDDLE, LAST)
				|| (this.first > 0 && Texts.isKept(text, this.first, MIDDLE_AFTER_ISSUER, LAST));
	}

}
