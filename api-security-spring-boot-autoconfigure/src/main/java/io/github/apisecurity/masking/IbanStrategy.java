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
 * The country and the last four characters.
 */
final class IbanStrategy implements MaskingStrategy {

	private static final String MIDDLE = "**********";

	private static final int COUNTRY = 2;

	private static final int LAST = 4;

	private static final int MIN_LENGTH = 15;

	private static final int MAX_LENGTH = 34;

	@Override
	public String mask(String value) {
		String compact = value.replace(" ", "");
		if (compact.length() < MIN_LENGTH || compact.length() > MAX_LENGTH || !Texts.isLetter(compact.charAt(0))
				|| !Texts.isLetter(compact.charAt(1))) {
			return Texts.FULL;
		}
		for (int i = COUNTRY; i < compact.length(); i++) {
			if (!Texts.isLetterOrDigit(compact.charAt(i))) {
				return Texts.FULL;
			}
		}
		return Texts.around(compact, COUNTRY, MIDDLE, compact.length() - LAST);
	}

	@Override
	public String sample() {
		return "DE36000000000000000000";
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || Texts.isKept(text, COUNTRY, MIDDLE, LAST);
	}

}
