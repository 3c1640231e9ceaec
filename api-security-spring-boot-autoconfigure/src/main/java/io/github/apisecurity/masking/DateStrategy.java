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
 * The year.
 */
final class DateStrategy implements MaskingStrategy {

	private static final int YEAR = 4;

	private static final String HIDDEN = "-**-**";

	@Override
	public String mask(String value) {
		if (value.length() <= YEAR + 1 || value.charAt(YEAR) != '-') {
			return Texts.FULL;
		}
		for (int i = 0; i < YEAR; i++) {
			if (value.charAt(i) < '0' || value.charAt(i) > '9') {
				return Texts.FULL;
			}
		}
		return value.substring(0, YEAR) + HIDDEN;
	}

	@Override
	public String sample() {
		return "2000-01-31";
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || Texts.isKept(text, YEAR, HIDDEN, 0);
	}

}
