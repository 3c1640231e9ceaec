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

package io.github.apisecurity.audit.trail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * The last record of a file. Of a large file only the end is read.
 */
final class TrailFileEnd {

	private static final String NO_RECORD = "Its last line is no record: move the file away, it is evidence";

	private static final int BLOCK = 8192;

	private static final int MAX_LINE = 16 * 1024 * 1024;

	private TrailFileEnd() {
	}

	static long startOfLine(FileChannel file, long end) throws IOException {
		for (long stop = end; stop > 0 && end - stop < MAX_LINE; stop -= BLOCK) {
			long start = Math.max(0, stop - BLOCK);
			byte[] block = read(file, start, stop);
			for (int i = block.length; i > 0; i--) {
				if (block[i - 1] == '\n') {
					return start + i;
				}
			}
		}
		if (end > MAX_LINE) {
			throw new IOException(NO_RECORD);
		}
		return 0;
	}

	private static byte[] read(FileChannel file, long start, long end) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
		int count = 0;
		while (bytes.hasRemaining() && count >= 0) {
			count = file.read(bytes, start + bytes.position());
		}
		return bytes.array();
	}

	static @Nullable RecordChain last(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			return last(channel);
		}
	}

	static @Nullable RecordChain last(FileChannel file) throws IOException {
		long end = file.size();
		if (end == 0) {
			return null;
		}
		String line = new String(read(file, startOfLine(file, end - 1), end), StandardCharsets.UTF_8);
		ChainedRecord record = ChainedRecord.read("", line.stripTrailing());
		if (record == null) {
			throw new IOException(NO_RECORD);
		}
		return record.chain();
	}

}
