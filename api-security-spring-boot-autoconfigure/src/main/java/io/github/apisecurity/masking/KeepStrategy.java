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
 * The first and last characters around a middle of fixed length.
 */
final class KeepStrategy implements MaskingStrategy {

	private static final String MIDDLE = "*********";

	private static final String SAMPLE = "41012345321";

	/**
	 * How many characters of one sample may be kept.
	 */
	private static final int SAMPLE_KEEPS = 6;

	private final int first;

	private final int last;

	private final int minLength;

	KeepStrategy(int first, int last) {
		this.first = first;
		this.last = last;
		this.minLength = Texts.minLength(first + last);
	}

	@Override
	public String mask(String value) {
		String stripped = value.strip();
		if (Texts.visible(stripped, 0, stripped.length(), this.minLength) < this.minLength) {
			return Texts.FULL;
		}
		return Texts.around(stripped, stripped.offsetByCodePoints(0, this.first), MIDDLE,
				stripped.offsetByCodePoints(stripped.length(), -this.last));
	}

	@Override
	public String sample() {
		return SAMPLE.repeat(1 + (this.first + this.last - 1) / SAMPLE_KEEPS);
	}

	@Override
	public boolean isMask(String text) {
		return text.equals(Texts.FULL) || Texts.isKept(text, this.first, MIDDLE, this.last);
	}

}
