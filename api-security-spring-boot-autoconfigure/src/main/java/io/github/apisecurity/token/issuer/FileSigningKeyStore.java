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

package io.github.apisecurity.token.issuer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jose.jwk.RSAKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * {@link SigningKeyStore} in the files of a directory, which nodes on several machines
 * must have in common.
 */
class FileSigningKeyStore implements SigningKeyStore {

	private static final Log log = LogFactory.getLog(FileSigningKeyStore.class);

	private static final Pattern NAME = Pattern.compile("signing-key-(\\d{1,9})\\.jwe");

	private static final long REFRESH_NANOS = 1_000_000_000L;

	private final Path directory;

	private final KeyCipher cipher;

	private final LongSupplier nanoTime;

	private volatile Map<Integer, RSAKey> keys;

	private volatile long nextRead;

	private volatile boolean unreadable;

	FileSigningKeyStore(Path directory, KeyCipher cipher, LongSupplier nanoTime) {
		this.directory = directory;
		this.cipher = cipher;
		this.nanoTime = nanoTime;
		try {
			// Only now: one that is away later, with what is mounted there, has keys.
			Files.createDirectories(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.keys = read();
	}

	@Override
	public Map<Integer, RSAKey> keys() {
		if (this.nanoTime.getAsLong() - this.nextRead >= 0) {
			try {
				this.keys = read();
				this.unreadable = false;
			}
			catch (RuntimeException ex) {
				if (!this.unreadable) {
					this.unreadable = true;
					log.warn("The signing keys in " + this.directory
							+ " cannot be read, so those of other nodes stay unknown here: " + ex.getMessage());
				}
			}
		}
		return this.keys;
	}

	private Map<Integer, RSAKey> read() {
		this.nextRead = this.nanoTime.getAsLong() + REFRESH_NANOS;
		Map<Integer, RSAKey> keys = new HashMap<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.directory)) {
			for (Path file : files) {
				Matcher matcher = NAME.matcher(file.getFileName().toString());
				if (matcher.matches()) {
					keys.put(Integer.valueOf(matcher.group(1)), this.cipher.decrypt(Files.readString(file)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Map.copyOf(keys);
	}

	@Override
	public boolean add(int number, RSAKey key) {
		try {
			// For its owner only, where the file system can tell.
			Path complete = Files.createTempFile(this.directory, "new-", ".tmp");
			try {
				Files.writeString(complete, this.cipher.encrypt(key));
				// Of two nodes that do so at the same time, one fails.
				Files.createLink(file(number), complete);
			}
			finally {
				Files.delete(complete);
			}
			this.keys = read();
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void remove(int number) {
		try {
			Files.deleteIfExists(file(number));
			this.keys = read();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(int number) {
		return this.directory.resolve("signing-key-" + number + ".jwe");
	}

}
