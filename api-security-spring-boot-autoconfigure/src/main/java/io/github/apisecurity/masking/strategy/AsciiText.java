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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight characters of an ASCII text at once: masking is part of each response,
 * and one after the other they take several times as long. Anything else than ASCII is
 * never what is asked for. A text has at least {@value #WORD} characters.
 */
final class AsciiText {

	/**
	 * How many characters are looked at together.
	 */
	static final int WORD = Long.BYTES;

	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	/**
	 * The bit of each character that says whether a test holds. No ASCII character has it
	 * itself.
	 */
	private static final long HIGH = ONES << 7;

	private AsciiText() {
	}

	static long word(byte[] text, int index) {
		return (long) WORDS.get(text, index);
	}

	static void setWord(byte[] text, int index, long word) {
		WORDS.set(text, index, word);
	}

	/**
	 * Return a word of one character.
	 * @param character the character
	 * @return eight times the character
	 */
	static long repeat(char character) {
		return character * ONES;
	}

	static boolean isDigits(byte[] text, int start) {
		long word = word(text, text.length - WORD);
		long digits = digits(word);
		for (int i = start; i < text.length - WORD; i += WORD) {
			word = word(text, i);
			digits &= digits(word);
		}
		return (digits & HIGH) == HIGH;
	}

	static boolean isLettersOrDigits(byte[] text) {
		long plain = lettersOrDigits(word(text, text.length - WORD));
		for (int i = 0; i < text.length - WORD; i += WORD) {
			plain &= lettersOrDigits(word(text, i));
		}
		return (plain & HIGH) == HIGH;
	}

	/**
	 * Return whether a text starts with letters and digits.
	 * @param text the text
	 * @param count how many, at most {@value #WORD}
	 * @return whether it does
	 */
	static boolean startsWithLettersOrDigits(byte[] text, int count) {
		long others = ~lettersOrDigits(word(text, 0)) & HIGH;
		return Long.numberOfTrailingZeros(others) >= count * Byte.SIZE;
	}

	/**
	 * Return where the domain of an e-mail address starts. It consists of letters,
	 * digits, dots and dashes, with at least one letter.
	 * @param text the text
	 * @return the position of the last @, or -1 when this is not an address
	 */
	static int at(byte[] text) {
		long letters = 0;
		for (int i = text.length - WORD; i > -WORD; i -= WORD) {
			// The first word overlaps the second, whose characters belong to the domain.
			int start = Math.max(i, 0);
			long word = word(text, start);
			long wordLetters = letters(word) & HIGH;
			long others = ~(wordLetters | digits(word) | between(word, '-', '.')) & HIGH;
			long ats = between(word, '@', '@') & HIGH;
			if (ats != 0) {
				int after = Long.numberOfLeadingZeros(ats);
				letters |= last(wordLetters, after);
				return (last(others, after) == 0 && letters != 0) ? start + WORD - 1 - after / Byte.SIZE : -1;
			}
			if (others != 0) {
				return -1;
			}
			letters |= wordLetters;
		}
		return -1;
	}

	/**
	 * Return the last characters of a word.
	 * @param word the word
	 * @param bits how many bits they have, less than a word
	 * @return the characters
	 */
	static long last(long word, int bits) {
		// In two steps, since a shift by all bits would be one by none.
		return (word >>> 1) >>> (Long.SIZE - 1 - bits);
	}

	private static long lettersOrDigits(long word) {
		return letters(word) | digits(word);
	}

	private static long letters(long word) {
		// One bit apart are a and A.
		return between(word | repeat(' '), 'a', 'z');
	}

	private static long digits(long word) {
		return between(word, '0', '9');
	}

	private static long between(long word, char first, char last) {
		// Without the highest bit no sum runs over into the next character.
		long low = word & ~HIGH;
		return (low + (HIGH - repeat(first))) & ~(low + (HIGH - repeat(last) - ONES)) & ~word;
	}

}
