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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.core.SerializableString;

/**
 * The start and the end of a text around asterisks. It consists of letters, digits and
 * characters that no generator escapes unless it is told to. One is made for each value
 * of each response, so it goes into the bytes of a document without a text of its own.
 */
final class AsciiMask implements SerializableString {

	/**
	 * How many characters of the start can be shown.
	 */
	static final int MAX_START = AsciiText.WORD;

	private static final long HIDDEN = AsciiText.repeat('*');

	private final byte[] text;

	private final int start;

	private final int hidden;

	private final int end;

	/**
	 * Create a mask.
	 * @param text the text, with at least {@value AsciiText#WORD} characters
	 * @param start where the start that is shown ends, at most {@value #MAX_START}
	 * @param hidden the number of asterisks, at most twice {@value AsciiText#WORD}
	 * @param end where the end that is shown starts
	 */
	AsciiMask(byte[] text, int start, int hidden, int end) {
		this.text = text;
		this.start = start;
		this.hidden = hidden;
		this.end = end;
	}

	@Override
	public int charLength() {
		return this.start + this.hidden + this.text.length - this.end;
	}

	@Override
	public int appendQuotedUTF8(byte[] buffer, int offset) {
		int length = charLength();
		// Whole words are written: what is too much of one is overwritten by the next,
		// and behind the last one are zeros and asterisks, never a character of the text.
		if (length + AsciiText.WORD > buffer.length - offset) {
			return -1;
		}
		AsciiText.setWord(buffer, offset, AsciiText.word(this.text, 0));
		AsciiText.setWord(buffer, offset + this.start, HIDDEN);
		if (this.hidden > AsciiText.WORD) {
			AsciiText.setWord(buffer, offset + this.start + this.hidden - AsciiText.WORD, HIDDEN);
		}
		appendEnd(buffer, offset + this.start + this.hidden);
		return length;
	}

	private void appendEnd(byte[] buffer, int offset) {
		int lastWord = this.text.length - AsciiText.WORD;
		long last = AsciiText.word(this.text, lastWord);
		if (this.end > lastWord) {
			AsciiText.setWord(buffer, offset, AsciiText.last(last, (this.text.length - this.end) * Byte.SIZE));
			return;
		}
		for (int i = this.end; i < lastWord; i += AsciiText.WORD) {
			AsciiText.setWord(buffer, offset + i - this.end, AsciiText.word(this.text, i));
		}
		AsciiText.setWord(buffer, offset + lastWord - this.end, last);
	}

	@Override
	public byte[] asQuotedUTF8() {
		byte[] buffer = new byte[charLength() + AsciiText.WORD];
		return Arrays.copyOf(buffer, appendQuotedUTF8(buffer, 0));
	}

	@Override
	public String getValue() {
		return new String(asQuotedUTF8(), StandardCharsets.ISO_8859_1);
	}

	@Override
	public char[] asQuotedChars() {
		return getValue().toCharArray();
	}

	@Override
	public byte[] asUnquotedUTF8() {
		return asQuotedUTF8();
	}

	@Override
	public int appendUnquotedUTF8(byte[] buffer, int offset) {
		return appendQuotedUTF8(buffer, offset);
	}

	@Override
	public int appendQuoted(char[] buffer, int offset) {
		int length = charLength();
		if (length > buffer.length - offset) {
			return -1;
		}
		getValue().getChars(0, length, buffer, offset);
		return length;
	}

	@Override
	public int appendUnquoted(char[] buffer, int offset) {
		return appendQuoted(buffer, offset);
	}

	@Override
	public int writeQuotedUTF8(OutputStream out) throws IOException {
		out.write(asQuotedUTF8());
		return charLength();
	}

	@Override
	public int writeUnquotedUTF8(OutputStream out) throws IOException {
		return writeQuotedUTF8(out);
	}

	@Override
	public int putQuotedUTF8(ByteBuffer buffer) {
		if (charLength() > buffer.remaining()) {
			return -1;
		}
		buffer.put(asQuotedUTF8());
		return charLength();
	}

	@Override
	public int putUnquotedUTF8(ByteBuffer buffer) {
		return putQuotedUTF8(buffer);
	}

	@Override
	public String toString() {
		return getValue();
	}

}
