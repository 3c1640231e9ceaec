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

package io.github.apisecurity.authentication.jwt;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Text that is compared, logged or shown: without control characters, invisible
 * characters and halves of characters.
 */
final class ClaimText {

	private ClaimText() {
	}

	/**
	 * Return whether every text within the value is clean.
	 * @param value the value of a claim
	 * @return whether it is clean
	 */
	static boolean isClean(@Nullable Object value) {
		if (value instanceof String text) {
			return text.codePoints().noneMatch(ClaimText::isForbidden);
		}
		if (value instanceof Collection<?> elements) {
			return elements.stream().allMatch(ClaimText::isClean);
		}
		if (value instanceof Map<?, ?> members) {
			return isClean(members.keySet()) && isClean(members.values());
		}
		return true;
	}

	private static boolean isForbidden(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

}
