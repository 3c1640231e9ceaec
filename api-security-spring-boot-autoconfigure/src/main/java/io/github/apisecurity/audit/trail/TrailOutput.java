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
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.ThrowingConsumer;

/**
 * A {@link TrailWriter}, and how it fares. One that asks another server has a queue and a
 * thread of its own and tries again, so that it holds up none of the others.
 */
class TrailOutput {

	private static final Log log = LogFactory.getLog(TrailOutput.class);

	private static final List<Duration> PAUSES = List.of(Duration.ofMillis(200), Duration.ofSeconds(1),
			Duration.ofSeconds(5));

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final String name;

	private final TrailWriter writer;

	private final @Nullable Lane<TrailRecord> lane;

	private final LongAdder written = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private volatile boolean failing;

	TrailOutput(String name, TrailWriter writer, int queue) {
		this.name = name;
		this.writer = writer;
		this.lane = (queue > 0) ? new Lane<>("api-security-audit-" + name, queue, PAUSE, this::writeAgain,
				(end) -> attempt((idle) -> idle.idle(end), 0)) : null;
	}

	/**
	 * Write events.
	 * @param batch the events
	 * @return whether they are written; of a server, that they are not lost yet
	 */
	boolean accept(List<TrailRecord> batch) {
		if (this.lane == null) {
			boolean success = !this.writer.isEnabled() || write(batch, id());
			if (!success) {
				lose(batch.size());
			}
			return success;
		}
		for (TrailRecord entry : batch) {
			if (!this.lane.offer(entry, Duration.ZERO)) {
				lose(1);
			}
		}
		return true;
	}

	private void writeAgain(List<TrailRecord> batch) {
		String id = id();
		for (Duration pause : PAUSES) {
			if (write(batch, id)) {
				return;
			}
			if (this.lane != null) {
				this.lane.pause(pause);
			}
		}
		if (!write(batch, id)) {
			lose(batch.size());
		}
	}

	void lose(int events) {
		this.lost.add(events);
	}

	void idle(boolean end) {
		if (this.lane == null) {
			attempt((idle) -> idle.idle(end), 0);
		}
	}

	void drain(long until) {
		if (this.lane != null) {
			this.lane.drain(until);
		}
	}

	private static String id() {
		return UUID.randomUUID().toString();
	}

	private boolean write(List<TrailRecord> batch, String id) {
		return attempt((writer) -> writer.write(batch, id), batch.size());
	}

	private boolean attempt(ThrowingConsumer<TrailWriter> attempt, int size) {
		try {
			attempt.acceptWithException(this.writer);
			this.written.add(size);
			// What is done besides says nothing about what failed.
			this.failing = this.failing && size == 0;
			return true;
		}
		catch (Throwable ex) {
			if (!this.failing) {
				// A database repeats values of the event in its messages.
				log.warn("The audit trail cannot be written to '" + this.name + "': "
						+ ((ex instanceof IOException) ? ex : ex.getClass().getName()));
			}
			this.failing = true;
			return false;
		}
	}

	String name() {
		return this.name;
	}

	TrailWriter writer() {
		return this.writer;
	}

	boolean isEnabled() {
		return this.writer.isEnabled();
	}

	boolean isFailing() {
		return this.failing || this.writer.isFailing();
	}

	long written() {
		return this.written.sum();
	}

	long lost() {
		return this.lost.sum();
	}

	void close(long until) {
		if (this.lane != null) {
			this.lane.close(until);
		}
		try {
			this.writer.close();
		}
		catch (Exception ex) {
			log.warn("The audit trail '" + this.name + "' could not be closed", ex);
		}
	}

}
