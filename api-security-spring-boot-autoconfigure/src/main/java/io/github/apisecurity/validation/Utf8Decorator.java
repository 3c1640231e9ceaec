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

package io.github.apisecurity.validation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.io.InputDecorator;

/**
 * Skips the mark with which some clients begin UTF-8, and which a parser that guesses no
 * charset does not know. Refuses XML that is not UTF-8: its parser believes the bytes and
 * the declaration of a document, whatever the {@code Content-Type} says, and reads what
 * no filter in front of the application could.
 */
class Utf8Decorator extends InputDecorator {

	private static final long serialVersionUID = 1L;

	private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

	private static final int XML_HEAD = 256;

	/**
	 * Nothing, or a declaration that names no other encoding, or none. In other encodings
	 * a bracket is another byte, or has zeros beside it.
	 */
	private static final Pattern UTF8_XML = Pattern
		.compile("|(?:<\\?xml\\s(?:(?!encoding)[^?<>])*(?:encoding\\s*=\\s*[\"'](?i:utf-8)[\"'][^?<>]*)?\\?>"
				+ "|(?!<\\?xml)[< \\t\\r\\n])[^\\x00]*");

	private final boolean xml;

	Utf8Decorator(boolean xml) {
		this.xml = xml;
	}

	@Override
	public InputStream decorate(IOContext context, InputStream input) {
		PushbackInputStream stream = new PushbackInputStream(input, XML_HEAD);
		try {
			byte[] bytes = stream.readNBytes((this.xml) ? XML_HEAD : BYTE_ORDER_MARK.length());
			String head = new String(bytes, StandardCharsets.ISO_8859_1);
			int start = (head.startsWith(BYTE_ORDER_MARK)) ? BYTE_ORDER_MARK.length() : 0;
			if (this.xml && !UTF8_XML.matcher(head.substring(start)).matches()) {
				throw new ProblemException(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE));
			}
			stream.unread(bytes, start, bytes.length - start);
			return stream;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public InputStream decorate(IOContext context, byte[] source, int offset, int length) {
		return decorate(context, new ByteArrayInputStream(source, offset, length));
	}

	@Override
	public Reader decorate(IOContext context, Reader reader) {
		return reader;
	}

}
