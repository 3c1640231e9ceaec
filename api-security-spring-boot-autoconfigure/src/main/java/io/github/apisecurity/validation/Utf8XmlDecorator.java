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
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.io.InputDecorator;

/**
 * Refuses XML that is not UTF-8. An XML parser believes the bytes and the declaration of
 * a document, whatever the {@code Content-Type} says, and reads what no filter in front
 * of the application could.
 */
class Utf8XmlDecorator extends InputDecorator {

	private static final long serialVersionUID = 1L;

	private static final int HEAD = 256;

	private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

	private static final Pattern DECLARATION = Pattern.compile("<\\?xml\\s[^?<>]*\\?>");

	private static final Pattern ENCODING = Pattern.compile("encoding\\s*=\\s*[\"']([^\"']*)[\"']");

	@Override
	public InputStream decorate(IOContext context, InputStream input) {
		try {
			byte[] head = input.readNBytes(HEAD);
			if (!isUtf8(new String(head, StandardCharsets.ISO_8859_1))) {
				throw new ProblemException(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE));
			}
			return new SequenceInputStream(new ByteArrayInputStream(head), input);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isUtf8(String head) {
		String text = (head.startsWith(BYTE_ORDER_MARK)) ? head.substring(BYTE_ORDER_MARK.length()) : head;
		if (text.isEmpty()) {
			return true;
		}
		// In other encodings a bracket is another byte, or has zeros beside it.
		if ("< \t\r\n".indexOf(text.charAt(0)) == -1 || text.indexOf('\0') != -1) {
			return false;
		}
		if (!text.startsWith("<?xml")) {
			return true;
		}
		Matcher declaration = DECLARATION.matcher(text);
		if (!declaration.lookingAt()) {
			return false;
		}
		Matcher encoding = ENCODING.matcher(declaration.group());
		return !encoding.find() || "UTF-8".equalsIgnoreCase(encoding.group(1));
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
