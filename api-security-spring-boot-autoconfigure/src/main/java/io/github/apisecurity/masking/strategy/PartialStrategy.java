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

import java.nio.charset.StandardCharsets;

import io.github.apisecurity.masking.MaskingStrategy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Strategy that shows the start or the end of a value.
 *
 * @since 0.1.0
 */
public abstract class PartialStrategy implements MaskingStrategy {

	private static final int MAX_ASCII = 64;

	PartialStrategy() {
	}

	/**
	 * Mask a text of ASCII characters, which most are, at less expense.
	 * @param text the text in ISO 8859-1, with a question mark for any character beyond
	 * @return the mask, or {@code null} to mask the text as any other
	 */
	abstract @Nullable AsciiMask asciiMask(byte[] text);

	/**
	 * Write the mask of a value, if possible without making a text of it.
	 * @param value the text of the value
	 * @param generator the generator, where a value is to be written
	 */
	public final void write(String value, JsonGenerator generator) {
		int length = value.length();
		if (length >= AsciiText.WORD && length <= MAX_ASCII) {
			byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
			// Characters of two chars have become one question mark.
			AsciiMask mask = (text.length == length) ? asciiMask(text) : null;
			if (mask != null && generator.getCharacterEscapes() == null) {
				generator.writeString(mask);
				return;
			}
		}
		generator.writeString(mask(value));
	}

}
