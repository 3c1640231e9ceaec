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
 * Applies a {@link MaskType} to a text.
 */
final class Mask {

	private static final String FULL = "***";

	private static final String MIDDLE = "*********";

	private static final int SHOWN = 3;

	private static final int MIN_LENGTH = 9;

	private Mask() {
	}

	static String apply(MaskType type, String value) {
		return switch (type) {
			case FULL -> FULL;
			case NATIONAL_ID -> keepEdges(value);
		};
	}

	private static String keepEdges(String value) {
		int length = value.codePointCount(0, value.length());
		if (length < MIN_LENGTH) {
			return FULL;
		}
		return value.substring(0, value.offsetByCodePoints(0, SHOWN)) + MIDDLE
				+ value.substring(value.offsetByCodePoints(value.length(), -SHOWN));
	}

}
