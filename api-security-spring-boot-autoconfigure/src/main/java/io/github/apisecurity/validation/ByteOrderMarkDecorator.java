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

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.io.InputDecorator;

/**
 * Skips the mark with which some clients begin UTF-8. A parser that guesses no charset
 * does not know it.
 */
class ByteOrderMarkDecorator extends InputDecorator {

	private static final long serialVersionUID = 1L;

	private static final byte[] MARK = { (byte) 0xef, (byte) 0xbb, (byte) 0xbf };

	@Override
	public InputStream decorate(IOContext context, InputStream input) {
		PushbackInputStream stream = new PushbackInputStream(input, MARK.length);
		try {
			byte[] start = stream.readNBytes(MARK.length);
			if (!Arrays.equals(start, MARK)) {
				stream.unread(start);
			}
			return stream;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public @Nullable InputStream decorate(IOContext context, byte[] source, int offset, int length) {
		return null;
	}

	@Override
	public Reader decorate(IOContext context, Reader reader) {
		return reader;
	}

}
