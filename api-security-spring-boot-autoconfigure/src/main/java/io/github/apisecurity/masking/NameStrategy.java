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

import java.util.StringJoiner;
import java.util.StringTokenizer;

/**
 * The first character of each word.
 */
final class NameStrategy implements MaskingStrategy {

	private static final int MAX_WORDS = 5;

	@Override
	public String mask(String value) {
		StringTokenizer words = new StringTokenizer(value);
		if (!words.hasMoreTokens() || words.countTokens() > MAX_WORDS) {
			return Texts.FULL;
		}
		StringJoiner masked = new StringJoiner(" ");
		while (words.hasMoreTokens()) {
			String word = words.nextToken();
			int first = Character.charCount(word.codePointAt(0));
			boolean shown = !word.equals(Texts.FULL) && Texts.visible(word, 0, first, 1) == 1
					&& Texts.visible(word, 0, word.length(), 2) == 2;
			masked.add((shown) ? word.substring(0, first) + Texts.FULL : Texts.FULL);
		}
		return masked.toString();
	}

	@Override
	public String sample() {
		return "Jane Doe";
	}

	@Override
	public boolean isMask(String text) {
		StringTokenizer words = new StringTokenizer(text);
		if (!words.hasMoreTokens()) {
			return false;
		}
		while (words.hasMoreTokens()) {
			String word = words.nextToken();
			if (!word.endsWith(Texts.FULL) || Texts.length(word) > Texts.FULL.length() + 1) {
				return false;
			}
		}
		return true;
	}

}
