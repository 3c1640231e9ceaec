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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.apisecurity.config.DaemonThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A bounded queue and the one thread that empties it, in batches. While elements come it
 * looks again after a moment, so that who hands one over seldom has to wake it.
 *
 * @param <T> the type of the elements
 */
class Lane<T> {

	private static final Log log = LogFactory.getLog(Lane.class);

	private static final int BATCH = 512;

	private static final long IDLE_SECONDS = 30;

	private final String name;

	private final BlockingQueue<T> queue;

	private final long pauseNanos;

	private final Consumer<List<T>> consumer;

	private final Consumer<Boolean> idleTask;

	private final ScheduledExecutorService worker;

	private boolean repeating;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	Lane(String name, int capacity, Duration pause, Consumer<List<T>> consumer, Consumer<Boolean> idleTask) {
		this.name = name;
		this.queue = new ArrayBlockingQueue<>(capacity);
		this.pauseNanos = pause.toNanos();
		this.consumer = consumer;
		this.idleTask = idleTask;
		this.worker = DaemonThreads.scheduled(name + "-", 1);
	}

	/**
	 * Hand over an element.
	 * @param element the element
	 * @param wait how long to wait for a place in the queue, zero for not at all
	 * @return whether the queue has taken it
	 */
	boolean offer(T element, Duration wait) {
		if (this.closed.getCount() == 0 || !(this.queue.offer(element) || (!wait.isZero() && await(element, wait)))) {
			return false;
		}
		if (!this.scheduled.get() && this.scheduled.compareAndSet(false, true)) {
			schedule();
		}
		return true;
	}

	private void schedule() {
		this.worker.schedule(this::work, this.pauseNanos, TimeUnit.NANOSECONDS);
	}

	private boolean await(T element, Duration wait) {
		try {
			return this.queue.offer(element, wait.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void work() {
		boolean again = empty();
		if (!again) {
			this.scheduled.set(false);
			// What came before was not scheduled by who has handed it over.
			again = !this.queue.isEmpty() && this.scheduled.compareAndSet(false, true);
		}
		if (again) {
			schedule();
		}
	}

	private boolean empty() {
		boolean some = false;
		int size;
		do {
			List<T> batch = new ArrayList<>();
			size = this.queue.drainTo(batch, BATCH);
			if (size > 0) {
				some = true;
				safely(() -> this.consumer.accept(batch));
			}
		}
		while (size == BATCH);
		if (!this.repeating) {
			this.repeating = true;
			this.worker.scheduleWithFixedDelay(() -> safely(() -> this.idleTask.accept(false)), IDLE_SECONDS,
					IDLE_SECONDS, TimeUnit.SECONDS);
		}
		return some;
	}

	// What it throws would end all that is repeated.
	private void safely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// A message may hold what was recorded.
			log.warn("What waited in '" + this.name + "' could not be handled: " + ex.getClass().getName());
		}
	}

	int size() {
		return this.queue.size();
	}

	/**
	 * Wait on the thread of this lane, unless it is closed.
	 * @param time the time to wait
	 */
	void pause(Duration time) {
		try {
			this.closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until what was taken is done.
	 * @param until the time to wait until, as of {@link System#nanoTime()}
	 */
	void drain(long until) {
		if (!this.worker.isShutdown()) {
			CompletableFuture.runAsync(() -> {
				empty();
				safely(() -> this.idleTask.accept(true));
			}, this.worker).completeOnTimeout(null, until - System.nanoTime(), TimeUnit.NANOSECONDS).join();
		}
	}

	/**
	 * Take no more, and wait until what was taken is done.
	 * @param until the time to wait until, as of {@link System#nanoTime()}
	 */
	void close(long until) {
		this.closed.countDown();
		drain(until);
		this.worker.shutdown();
	}

}
