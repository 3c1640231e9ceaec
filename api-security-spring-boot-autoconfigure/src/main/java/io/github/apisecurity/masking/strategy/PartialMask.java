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

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * The start and the end of a text around asterisks. One is made for each value of each
 * response, so it goes into the bytes of a document without a text of its own.
 */
final class PartialMask implements SerializableString {

	static final PartialMask FULL = new PartialMask("", 0, Texts.FULL.length(), 0, true);

	private static final byte[] HIDDEN = "*".repeat(16).getBytes(StandardCharsets.US_ASCII);

	private final String text;

	private final int start;

	private final int hidden;

	private final int end;

	private final boolean plain;

	/**
	 * Create a mask.
	 * @param text the text
	 * @param start where the start that is shown ends
	 * @param hidden the number of asterisks
	 * @param end where the end that is shown starts
	 * @param plain whether what is shown consists of ASCII letters, digits, dots, dashes
	 * and plus signs, which a generator does not escape unless it is told to
	 */
	PartialMask(String text, int start, int hidden, int end, boolean plain) {
		this.text = text;
		this.start = start;
		this.hidden = hidden;
		this.end = end;
		this.plain = plain;
	}

	/**
	 * Write this mask.
	 * @param generator the generator, where a value is to be written
	 */
	void write(JsonGenerator generator) {
		if (this.plain && generator.getCharacterEscapes() == null) {
			generator.writeString(this);
		}
		else {
			generator.writeString(getValue());
		}
	}

	@Override
	public String getValue() {
		char[] mask = new char[charLength()];
		appendQuoted(mask, 0);
		return new String(mask);
	}

	@Override
	public int charLength() {
		return this.start + this.hidden + this.text.length() - this.end;
	}

	@Override
	@SuppressWarnings("deprecation")
	public int appendQuotedUTF8(byte[] buffer, int offset) {
		int length = charLength();
		if (length > buffer.length - offset) {
			return -1;
		}
		// The low bytes of ASCII characters, copied at once, which no other method does.
		int position = offset + this.start;
		this.text.getBytes(0, this.start, buffer, offset);
		System.arraycopy(HIDDEN, 0, buffer, position, this.hidden);
		this.text.getBytes(this.end, this.text.length(), buffer, position + this.hidden);
		return length;
	}

	@Override
	public int appendQuoted(char[] buffer, int offset) {
		int length = charLength();
		if (length > buffer.length - offset) {
			return -1;
		}
		int position = offset + this.start;
		this.text.getChars(0, this.start, buffer, offset);
		Arrays.fill(buffer, position, position + this.hidden, '*');
		this.text.getChars(this.end, this.text.length(), buffer, position + this.hidden);
		return length;
	}

	private SerializedString serialized() {
		return new SerializedString(getValue());
	}

	@Override
	public char[] asQuotedChars() {
		return serialized().asQuotedChars();
	}

	@Override
	public byte[] asUnquotedUTF8() {
		return serialized().asUnquotedUTF8();
	}

	@Override
	public byte[] asQuotedUTF8() {
		return serialized().asQuotedUTF8();
	}

	@Override
	public int appendUnquotedUTF8(byte[] buffer, int offset) {
		return serialized().appendUnquotedUTF8(buffer, offset);
	}

	@Override
	public int appendUnquoted(char[] buffer, int offset) {
		return serialized().appendUnquoted(buffer, offset);
	}

	@Override
	public int writeQuotedUTF8(OutputStream out) throws IOException {
		return serialized().writeQuotedUTF8(out);
	}

	@Override
	public int writeUnquotedUTF8(OutputStream out) throws IOException {
		return serialized().writeUnquotedUTF8(out);
	}

	@Override
	public int putQuotedUTF8(ByteBuffer buffer) {
		return serialized().putQuotedUTF8(buffer);
	}

	@Override
	public int putUnquotedUTF8(ByteBuffer buffer) {
		return serialized().putUnquotedUTF8(buffer);
	}

	@Override
	public String toString() {
		return getValue();
	}

}
