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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.AuditProperties.Overflow;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * {@link SecurityEventSink} that takes events from the threads of requests, and writes
 * them on its own.
 */
class Trail implements SecurityEventSink, SmartLifecycle, AutoCloseable {

	private static final Log log = LogFactory.getLog(Trail.class);

	private static final long END_NANOS = Duration.ofSeconds(10).toNanos();

	private static final Duration PAUSE = Duration.ofMillis(1);

	private final EventFormat format;

	private final List<TrailOutput> outputs;

	private final Queue queue;

	private final Lane<Pending> lane;

	private final LongAdder dropped = new LongAdder();

	private final List<Trail> beside = new CopyOnWriteArrayList<>();

	// The log would be the next to overflow.
	private final RareWarning warning = new RareWarning(log);

	private volatile boolean running;

	Trail(EventFormat format, List<TrailOutput> outputs, Queue queue) {
		this.format = format;
		this.outputs = List.copyOf(outputs);
		this.queue = queue;
		this.lane = new Lane<>("api-security-audit", queue.capacity(), (queue.durable()) ? Duration.ZERO : PAUSE,
				this::write, (end) -> this.outputs.forEach((output) -> output.idle(end)));
	}

	@Override
	public boolean isEnabled(SecurityEventType type) {
		for (TrailOutput output : this.outputs) {
			if (output.isEnabled()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void accept(SecurityEvent event) {
		Pending pending = pending(event);
		if (pending == null) {
			missed(event.type());
		}
		else if (!this.lane.offer(pending,
				(this.queue.overflow() == Overflow.BLOCK) ? this.queue.maxWait() : Duration.ZERO)) {
			lose("The queue of the audit trail is full");
		}
		else if (!isSafe(pending)) {
			refuse();
		}
	}

	@Override
	public void missed(SecurityEventType type) {
		lose("An audit event " + type.id() + " could not be made");
	}

	private void lose(String reason) {
		count(reason);
		refuse();
	}

	private void count(String reason) {
		this.dropped.increment();
		this.outputs.forEach((output) -> output.lose(1));
		this.warning.warn(() -> reason + ": " + this.dropped + " events are lost so far");
	}

	private void refuse() {
		if (this.queue.overflow() == Overflow.FAIL_REQUEST) {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
		}
	}

	// What is an object belongs to the thread of the request, and may change.
	private @Nullable Pending pending(SecurityEvent event) {
		try {
			Map<String, Object> details = EventFormat.detached(event.details());
			return new Pending((details != event.details()) ? event.with(event.request(), details) : event,
					(this.queue.durable()) ? new CompletableFuture<>() : null);
		}
		catch (RuntimeException | StackOverflowError ex) {
			log.debug("A detail cannot be made text", ex);
			return null;
		}
	}

	private boolean isSafe(Pending pending) {
		CompletableFuture<Boolean> written = pending.written();
		if (written == null) {
			return true;
		}
		try {
			return written.get(this.queue.maxWait().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.warning.warn(() -> "The audit trail was not written in " + this.queue.maxWait().toMillis() + " ms");
		}
		return false;
	}

	private void write(List<Pending> batch) {
		try {
			List<TrailRecord> records = new ArrayList<>(batch.size());
			batch.forEach((pending) -> add(records, pending));
			boolean success = true;
			for (TrailOutput output : this.outputs) {
				success &= output.accept(records);
			}
			complete(batch, success);
		}
		finally {
			complete(batch, false);
		}
	}

	// One that cannot be written takes no others with it.
	private void add(List<TrailRecord> records, Pending pending) {
		try {
			records.add(TrailRecord.of(pending.event(), this.format));
		}
		catch (RuntimeException | StackOverflowError ex) {
			complete(List.of(pending), false);
			count("An audit event " + pending.event().type().id() + " could not be written");
		}
	}

	private static void complete(List<Pending> batch, boolean success) {
		for (Pending pending : batch) {
			if (pending.written() != null) {
				pending.written().complete(success);
			}
		}
	}

	/**
	 * Return whether events are kept, other than in the log of the application.
	 * @return whether they are
	 */
	boolean isKept() {
		return this.outputs.stream().anyMatch((output) -> !output.name().equals(TrailOutputs.LOG));
	}

	/**
	 * Return a trail with a queue of its own, so that what it records takes the place of
	 * nothing here. More than there is a place for is lost and counted.
	 * @param outputs where it is written to
	 * @return the trail
	 */
	Trail beside(List<TrailOutput> outputs) {
		Trail trail = new Trail(this.format, outputs,
				new Queue(this.queue.capacity(), Overflow.DROP_AND_COUNT, false, this.queue.maxWait()));
		this.beside.add(trail);
		return trail;
	}

	List<TrailOutput> outputs() {
		List<TrailOutput> all = new ArrayList<>(this.outputs);
		this.beside.forEach((trail) -> all.addAll(trail.outputs()));
		return all;
	}

	@Nullable TrailWriter writer(String output) {
		return this.outputs.stream()
			.filter((candidate) -> candidate.name().equals(output))
			.map(TrailOutput::writer)
			.findFirst()
			.orElse(null);
	}

	long dropped() {
		return this.dropped.sum();
	}

	int queued() {
		return this.lane.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	// What comes later is taken, as far as its place is still there.
	@Override
	public void stop() {
		this.running = false;
		drain(System.nanoTime() + END_NANOS);
	}

	private void drain(long until) {
		this.lane.drain(until);
		this.beside.forEach((trail) -> trail.drain(until));
		this.outputs.forEach((output) -> output.drain(until));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// Ends after the web server, and before the connections to where it is written.
		return 300;
	}

	@Override
	public void close() {
		close(System.nanoTime() + END_NANOS);
	}

	private void close(long until) {
		this.lane.close(until);
		this.beside.forEach((trail) -> trail.close(until));
		this.outputs.forEach((output) -> output.close(until));
	}

	/**
	 * How events wait.
	 *
	 * @param capacity how many may wait
	 * @param overflow what happens to more
	 * @param durable whether a request waits until its events are safe
	 * @param maxWait how long a request waits at most
	 */
	record Queue(int capacity, Overflow overflow, boolean durable, Duration maxWait) {

	}

	/**
	 * An event that waits.
	 *
	 * @param event the event
	 * @param written completes when it is safe, {@code null} when nobody waits
	 */
	private record Pending(SecurityEvent event, @Nullable CompletableFuture<Boolean> written) {

	}

}
