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
 * The first and last characters around a middle of fixed length.
 */
final class KeepStrategy extends PartialStrategy {

	private static final String MIDDLE = "*********";

	private static final String SAMPLE = "41012345321";

	/**
	 * How many characters of one sample may be kept.
	 */
	private static final int SAMPLE_KEEPS = 6;

	private final int first;

	private final int last;

	KeepStrategy(int first, int last) {
		this.first = first;
		this.last = last;
	}

	@Override
	PartialMask partialMask(String value) {
		if (Texts.isPlain(value)) {
			return (Texts.hidesEnough(value.length(), this.first + this.last))
					? new PartialMask(value, this.first, MIDDLE.length(), value.length() - this.last, true)
					: PartialMask.FULL;
		}
		String stripped = value.strip();
		return (Texts.hidesEnough(Texts.visible(stripped, 0, stripped.length(), Integer.MAX_VALUE),
				this.first + this.last)) ? Texts.keep(stripped, this.first, MIDDLE.length(), this.last)
						: PartialMask.FULL;
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
