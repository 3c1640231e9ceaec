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

	@Override
	public String mask(String value) {
		int at = value.lastIndexOf('@');
		if (at < 1 || at == value.length() - 1) {
			return Texts.FULL;
		}
		int first = value.offsetByCodePoints(0, 1);
		// The whole local part would be shown.
		int shown = (value.codePointCount(0, at) > 2) ? first : 0;
		return value.substring(0, shown) + HIDDEN + value.substring(at + 1);
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
