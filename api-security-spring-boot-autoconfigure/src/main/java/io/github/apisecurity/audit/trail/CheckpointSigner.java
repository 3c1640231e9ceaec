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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

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

	private Instant last = Instant.MIN;

	CheckpointSigner(KeyPair keys, Path file, Duration interval, Consumer<String> secondPlace, Clock clock) {
		this.keys = keys;
		this.file = file;
		this.interval = interval;
		this.secondPlace = secondPlace;
		this.clock = clock;
	}

	void sign(RecordChain chain, boolean now) throws IOException {
		Instant time = this.clock.instant();
		if (chain.sequence() == this.signed
				|| !(now || this.last == Instant.MIN || !time.isBefore(this.last.plus(this.interval)))) {
			return;
		}
		String note;
		try {
			note = Checkpoint.of(chain).sign(this.keys, time);
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
		Files.writeString(this.file, note + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND,
				StandardOpenOption.SYNC);
		this.signed = chain.sequence();
		this.last = time;
		this.secondPlace.accept(note);
	}

}
