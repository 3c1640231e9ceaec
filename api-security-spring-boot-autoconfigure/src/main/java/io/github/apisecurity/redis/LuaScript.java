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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.ClassPathResource;

/**
 * Script that runs inside Redis, known there by its digest.
 *
 * @param source the source
 * @param digest the digest
 * @since 0.1.0
 */
public record LuaScript(String source, String digest) {

	/**
	 * Create a script.
	 * @param source the source
	 * @return the script
	 */
	public static LuaScript of(String source) {
		try {
			// The digest by which Redis itself names scripts; no secret depends on it.
			// Scripts are also there where Spring Data Redis, which could make it, is
			// not.
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
			return new LuaScript(source, HexFormat.of().formatHex(digest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Create a script from a resource.
	 * @param name the name of the file, which ends with {@code .lua}
	 * @param owner the class beside which it is
	 * @return the script
	 */
	public static LuaScript load(String name, Class<?> owner) {
		try {
			return of(new ClassPathResource(name, owner).getContentAsString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
