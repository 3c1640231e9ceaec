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

package io.github.apisecurity.audit.detection;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.shared.SharedStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who is refused for a time. A block holds here at once, and on the other nodes as soon
 * as it is stored, which no request waits for.
 */
class Blocks implements AutoCloseable {

	static final int MAX_BLOCKS = 10_000;

	private static final Log log = LogFactory.getLog(Blocks.class);

	private static final long RETRY_MILLIS = 1000;

	private static final long SWEEP_MILLIS = 60_000;

	private static final long THROTTLE_MILLIS = 1000;

	private static final Set<Field> OF_CALLERS = Set.of(Field.USER, Field.TOKEN);

	private final Map<Subject, Held> held = new ConcurrentHashMap<>();

	/**
	 * What is asked of a request: a few combinations of fields.
	 */
	private final Set<Shape> shapes = ConcurrentHashMap.newKeySet();

	private final LongAdder refused = new LongAdder();

	private final LongSupplier millis;

	/**
	 * Rules that refuse. What others have stored, or this one before it was in shadow
	 * mode, does nothing.
	 */
	private final Set<String> rules;

	private final BiConsumer<String, Subject> lifted;

	private final SharedMap<Block> shared;

	private final ScheduledExecutorService worker = DaemonThreads.scheduled("api-security-blocks-", 1);

	private final AtomicBoolean sweeping = new AtomicBoolean();

	private final RareWarning full = new RareWarning(log);

	Blocks(SharedStates states, LongSupplier millis, Set<String> rules, BiConsumer<String, Subject> lifted) {
		this.millis = millis;
		this.rules = rules;
		this.lifted = lifted;
		this.shared = states.open("detection-blocks", Block::encode, Block::decode, MAX_BLOCKS, this::changed);
	}

	private void changed(String id, @Nullable Block block) {
		if (block != null) {
			hold(block);
			return;
		}
		this.held.values().removeIf((known) -> {
			boolean removed = known.stored && known.id.equals(id);
			if (removed && known.block.until() > this.millis.getAsLong()) {
				this.lifted.accept(known.block.rule(), known.block.counted());
			}
			return removed;
		});
	}

	private void hold(Block block) {
		this.held.compute(block.subject(),
				(subject, known) -> (known != null && outweighs(known.block, block)) ? known : new Held(block));
		held(block);
	}

	private void held(Block block) {
		this.shapes.add(Shape.of(block.subject()));
		if (this.sweeping.compareAndSet(false, true)) {
			this.worker.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Block someone, or let one request a second through.
	 * @param block the block
	 */
	void add(Block block) {
		long now = this.millis.getAsLong();
		Held known = this.held.get(block.subject());
		// Who goes on while being refused does not make it longer with each request.
		if (known != null && holds(known.block, now) && (block.throttled() || !known.block.throttled())) {
			return;
		}
		if (this.held.size() >= MAX_BLOCKS && known == null) {
			this.full.warn(() -> "No more than " + MAX_BLOCKS + " can be blocked at a time: '" + block.rule()
					+ "' blocks nobody until others have ended");
			return;
		}
		Held added = new Held(block);
		added.stored = false;
		this.held.put(block.subject(), added);
		held(block);
		this.worker.execute(() -> store(added));
	}

	private void store(Held added) {
		Block block = added.block;
		if (block.until() <= this.millis.getAsLong() || this.held.get(block.subject()) != added) {
			return;
		}
		try {
			added.stored = true;
			this.shared.update(added.id, (other) -> (other != null && outweighs(other, block)) ? other : block);
		}
		catch (SharedStateUnavailableException ex) {
			added.stored = false;
			this.worker.schedule(() -> store(added), RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RuntimeException | LinkageError ex) {
			// Jackson may be missing, too.
			added.stored = false;
			log.warn("A block of '" + block.rule() + "' holds on this node only: " + ex);
		}
	}

	void sweep() {
		try {
			for (Map.Entry<Subject, Held> entry : this.held.entrySet()) {
				if (entry.getValue().block.until() <= this.millis.getAsLong()) {
					this.held.remove(entry.getKey(), entry.getValue());
					this.shared.update(entry.getValue().id,
							(block) -> (block != null && block.until() > this.millis.getAsLong()) ? block : null);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			// What has ended is not asked for, and is removed the next time, which there
			// must be.
			log.debug("Blocks that have ended could not be removed", ex);
		}
	}

	boolean isEmpty() {
		return this.held.isEmpty();
	}

	/**
	 * Return the block that a request meets.
	 * @param signal the request
	 * @param stage what is known of it
	 * @return how long it is refused, {@code null} when it is not
	 */
	@Nullable Refusal refusal(Signal signal, Stage stage) {
		for (Shape shape : this.shapes) {
			Subject subject = (shape.stage() == stage) ? Subject.of(stage == Stage.ATTEMPT, shape.fields(), signal)
					: null;
			Held held = (subject != null) ? this.held.get(subject) : null;
			long now = this.millis.getAsLong();
			Refusal refusal = (held != null && holds(held.block, now)) ? held.refusal(now) : null;
			if (refusal != null) {
				this.refused.increment();
				return refusal;
			}
		}
		return null;
	}

	/**
	 * End a block on all nodes.
	 * @param id its name
	 * @return the block, {@code null} when there is none
	 */
	@Nullable Block lift(String id) {
		Held known = this.held.values()
			.stream()
			.filter((candidate) -> candidate.id.equals(id))
			.findFirst()
			.orElse(null);
		if (known == null) {
			return null;
		}
		this.shared.remove(id);
		if (this.held.remove(known.block.subject(), known)) {
			this.lifted.accept(known.block.rule(), known.block.counted());
		}
		return known.block;
	}

	Collection<Block> all() {
		long now = this.millis.getAsLong();
		return this.held.values()
			.stream()
			.map((known) -> known.block)
			.filter((block) -> holds(block, now))
			.sorted(Comparator.comparing(Block::until))
			.toList();
	}

	private boolean outweighs(Block one, Block other) {
		boolean refuses = this.rules.contains(one.rule());
		return (refuses == this.rules.contains(other.rule())) ? one.outweighs(other, this.millis.getAsLong()) : refuses;
	}

	private boolean holds(Block block, long now) {
		return block.until() > now && this.rules.contains(block.rule());
	}

	long refused() {
		return this.refused.sum();
	}

	@Override
	public void close() {
		this.worker.shutdownNow();
	}

	/**
	 * What is known of a request.
	 */
	enum Stage {

		ADDRESS, CALLER, ATTEMPT

	}

	/**
	 * What a block is about.
	 *
	 * @param stage when it can be asked
	 * @param fields what is asked
	 */
	private record Shape(Stage stage, List<Field> fields) {

		static Shape of(Subject subject) {
			Stage stage = (subject.fields().stream().anyMatch(OF_CALLERS::contains)) ? Stage.CALLER : Stage.ADDRESS;
			return new Shape((subject.attempt()) ? Stage.ATTEMPT : stage, subject.fields());
		}

	}

	/**
	 * How a request is refused.
	 *
	 * @param throttled whether another one is let through soon
	 * @param millis for how long
	 */
	record Refusal(boolean throttled, long millis) {

	}

	/**
	 * A block of this node.
	 */
	private static final class Held {

		private final Block block;

		private final String id;

		private final AtomicLong next = new AtomicLong();

		private volatile boolean stored = true;

		Held(Block block) {
			this.block = block;
			this.id = block.subject().id();
		}

		@Nullable Refusal refusal(long now) {
			if (!this.block.throttled()) {
				return new Refusal(false, this.block.until() - now);
			}
			long next = this.next.get();
			// A clock that is set back refuses nobody for longer.
			boolean due = now >= next || next - now > THROTTLE_MILLIS;
			return (due && this.next.compareAndSet(next, now + THROTTLE_MILLIS)) ? null
					: new Refusal(true, THROTTLE_MILLIS);
		}

	}

}
