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

package io.github.apisecurity.encryption;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Texts as bytes that no other texts have: each follows its length, and what is absent
 * has the length -1.
 */
final class LengthPrefixed {

	private LengthPrefixed() {
	}

	static byte[] of(@Nullable String... texts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String text : texts) {
			byte[] value = (text != null) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
			bytes.writeBytes(ByteBuffer.allocate(4).putInt((text != null) ? value.length : -1).array());
			bytes.writeBytes(value);
		}
		return bytes.toByteArray();
	}

}
