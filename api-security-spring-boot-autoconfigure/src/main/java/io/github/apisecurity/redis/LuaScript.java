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

package io.github.apisecurity.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Script that runs inside Redis, known there by its digest.
 *
 * @since 0.1.0
 */
public final class LuaScript {

	private final byte[] source;

	private final String digest;

	private LuaScript(byte[] source, String digest) {
		this.source = source;
		this.digest = digest;
	}

	/**
	 * Create a script.
	 * @param source the source
	 * @return the script
	 */
	public static LuaScript of(String source) {
		byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
		return new LuaScript(bytes, HexFormat.of().formatHex(sha1().digest(bytes)));
	}

	private static MessageDigest sha1() {
		try {
			// The digest by which Redis itself names scripts; no secret depends on it.
			return MessageDigest.getInstance("SHA-1");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	byte[] source() {
		return this.source;
	}

	String digest() {
		return this.digest;
	}

}
