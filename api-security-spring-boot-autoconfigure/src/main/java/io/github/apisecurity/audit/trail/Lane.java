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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue and the one thread that empties it, in batches. The thread starts with
 * the first element. While elements come it looks again after a moment, so that who hands
 * one over seldom has to wake it.
 *
 * @param <T> the type of the elements
 */
class Lane<T> {

	private static final Log log = LogFactory.getLog(Lane.class);

	private static final int BATCH = 512;

	private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

	private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

	private final String name;

	private final ArrayBlockingQueue<T> queue;

	private final long pauseNanos;

	private final Consumer<List<T>> consumer;

	private final Consumer<Boolean> idleTask;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Thread thread;

	private volatile boolean idle;

	private volatile boolean draining;

	private volatile boolean closed;

	Lane(String name, int capacity, Duration pause, Consumer<List<T>> consumer, Consumer<Boolean> idleTask) {
		this.name = name;
		this.queue = new ArrayBlockingQueue<>(capacity);
		this.pauseNanos = pause.toNanos();
		this.consumer = consumer;
		this.idleTask = idleTask;
	}

	/**
	 * Hand over an element.
	 * @param element the element
	 * @param wait how long to wait for a place in the queue, zero for not at all
	 * @return whether the queue has taken it
	 */
	boolean offer(T element, Duration wait) {
		if (this.closed || !(this.queue.offer(element) || (!wait.isZero() && await(element, wait)))) {
			return false;
		}
		Thread thread = this.thread;
		if (thread == null) {
			start();
		}
		else if (this.idle) {
			LockSupport.unpark(thread);
		}
		return true;
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

	private void start() {
		this.lock.lock();
		try {
			if (this.thread == null) {
				Thread thread = new Thread(this::run, this.name);
				thread.setDaemon(true);
				this.thread = thread;
				thread.start();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		List<T> batch = new ArrayList<>(BATCH);
		while (true) {
			this.queue.drainTo(batch, BATCH);
			if (!batch.isEmpty()) {
				safely(() -> this.consumer.accept(batch));
				batch.clear();
				if (!this.closed && this.queue.size() < BATCH && this.pauseNanos > 0) {
					LockSupport.parkNanos(this, this.pauseNanos);
				}
			}
			else if (this.closed) {
				return;
			}
			else {
				this.idle = true;
				if (this.queue.isEmpty() && !this.closed && !this.draining) {
					LockSupport.parkNanos(this, IDLE_NANOS);
				}
				this.idle = false;
				boolean end = this.draining;
				if (this.queue.isEmpty()) {
					safely(() -> this.idleTask.accept(end));
					this.draining = this.draining && !end;
				}
			}
		}
	}

	// Nobody would start the thread again.
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

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Wait until what was taken is done.
	 * @param until the time to wait until, as of {@link System#nanoTime()}
	 */
	void drain(long until) {
		Thread thread = this.thread;
		if (thread != null) {
			this.draining = true;
			while (this.draining && thread.isAlive() && System.nanoTime() < until) {
				LockSupport.unpark(thread);
				LockSupport.parkNanos(this, LOOK_NANOS);
			}
		}
	}

	/**
	 * Take no more, and wait until what was taken is done.
	 * @param until the time to wait until, as of {@link System#nanoTime()}
	 */
	void close(long until) {
		this.closed = true;
		drain(until);
	}

}
