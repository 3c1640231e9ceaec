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

package io.github.apisecurity.config;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * What is done in the background, again and again, between start and end of the
 * application. Tasks must not throw, which would end the repetition.
 *
 * @since 0.1.0
 */
public abstract class BackgroundTasks implements SmartLifecycle {

	private final String name;

	private final int threads;

	private volatile @Nullable ScheduledExecutorService executor;

	protected BackgroundTasks(String name, int threads) {
		this.name = name;
		this.threads = threads;
	}

	/**
	 * Begin to repeat a task.
	 * @param task the task
	 * @param interval the time between its end and its next start
	 */
	protected final void repeat(Runnable task, Duration interval) {
		ScheduledExecutorService executor = this.executor;
		if (executor == null) {
			executor = DaemonThreads.scheduled(this.name, this.threads);
			this.executor = executor;
		}
		executor.scheduleWithFixedDelay(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Do something soon, unless nothing is repeated.
	 * @param task the task
	 * @param delay in what time
	 */
	protected final void once(Runnable task, Duration delay) {
		ScheduledExecutorService executor = this.executor;
		if (executor != null) {
			executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void stop() {
		ScheduledExecutorService executor = this.executor;
		if (executor != null) {
			executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.executor != null;
	}

}
