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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.Resource;

/**
 * Signs where a chain stands, once in a while, beside the trail and in a second place.
 */
class CheckpointSigner {

	private final KeyPair keys;

	private final Path file;

	private final Duration interval;

	private final Consumer<String> secondPlace;

	private final Clock clock;

	private long signed;

	private @Nullable Long last;

	CheckpointSigner(KeyPair keys, Path file, Duration interval, Consumer<String> secondPlace, Clock clock) {
		this.keys = keys;
		this.file = file;
		this.interval = interval;
		this.secondPlace = secondPlace;
		this.clock = clock;
	}

	static @Nullable CheckpointSigner create(Path path, AuditSinkProperties.Chain chain, Consumer<String> secondPlace) {
		Resource key = chain.getSigningKey();
		if (key == null) {
			return null;
		}
		try {
			return new CheckpointSigner(Ed25519Pem.keyPair(key.getContentAsString(StandardCharsets.US_ASCII)),
					path.resolveSibling(path.getFileName() + ".checkpoints"), chain.getCheckpointInterval(),
					secondPlace, Clock.systemUTC());
		}
		catch (IOException | GeneralSecurityException | RuntimeException ex) {
			// The key itself may stand where its location is expected.
			throw new InvalidConfigurationPropertyValueException("api-security.audit.sinks.file.chain.signing-key",
					key.getDescription().contains("-----BEGIN") ? null : key,
					"It is no Ed25519 key with its public key in PEM. Make it with 'openssl genpkey -algorithm ed25519 "
							+ "-out audit.pem' and 'openssl pkey -in audit.pem -pubout >> audit.pem'.",
					ex);
		}
	}

	/**
	 * Sign where the chain stands, when it is time.
	 * @param chain the chain
	 * @param now whether it is time in any case
	 * @return whether there is another checkpoint
	 * @throws IOException if it cannot be written
	 */
	boolean sign(RecordChain chain, boolean now) throws IOException {
		// A clock that is set back stops nothing.
		boolean due = now || this.last == null || System.nanoTime() - this.last >= this.interval.toNanos();
		if (chain.sequence() == this.signed || !due) {
			return false;
		}
		String note;
		try {
			note = Checkpoint.sign(chain, this.keys, this.clock.instant());
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
		this.last = System.nanoTime();
		// Who fills the disk here does not reach it there.
		this.secondPlace.accept(note);
		// What a full disk has left of the one before ends here.
		Files.writeString(this.file, (Files.exists(this.file) ? "\n" : "") + note, StandardOpenOption.CREATE,
				StandardOpenOption.APPEND, StandardOpenOption.SYNC);
		this.signed = chain.sequence();
		return true;
	}

}
