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

package io.github.apisecurity.validation.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Sorted list of words. It is kept as one array of bytes, a tenth of what a set of as
 * many strings takes.
 */
final class WordList {

	private static final char END = '\n';

	private final byte[] words;

	private WordList(byte[] words) {
		this.words = words;
	}

	// One word a line, sorted by code point; a line that starts with # is a comment.
	static WordList load(String resource) {
		try (InputStream stream = WordList.class.getResourceAsStream(resource)) {
			if (stream == null) {
				throw new IllegalStateException("The resource '" + resource + "' is missing");
			}
			BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
			String lines = reader.lines()
				.filter((line) -> !line.startsWith("#"))
				.map((line) -> line + END)
				.collect(Collectors.joining());
			return new WordList(lines.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean contains(String word) {
		byte[] key = (word + END).getBytes(StandardCharsets.UTF_8);
		int low = 0;
		int high = this.words.length;
		while (low < high) {
			int start = startOfLine((low + high) >>> 1);
			int end = endOfLine(start);
			int order = Arrays.compareUnsigned(this.words, start, end, key, 0, key.length);
			if (order == 0) {
				return true;
			}
			if (order < 0) {
				low = end;
			}
			else {
				high = start;
			}
		}
		return false;
	}

	private int startOfLine(int position) {
		int start = position;
		while (start > 0 && this.words[start - 1] != END) {
			start--;
		}
		return start;
	}

	private int endOfLine(int start) {
		int end = start;
		while (this.words[end] != END) {
			end++;
		}
		return end + 1;
	}

}
