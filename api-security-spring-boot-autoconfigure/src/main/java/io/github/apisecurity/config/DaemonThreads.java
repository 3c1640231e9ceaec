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

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads that start when there is something to do, and do not keep an application from
 * its end.
 *
 * @since 0.1.0
 */
public final class DaemonThreads {

	private DaemonThreads() {
	}

	/**
	 * Make threads with a name.
	 * @param prefix the start of their names
	 * @return makes the threads
	 */
	public static ThreadFactory of(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Make an executor for calls that may be given up.
	 * @param prefix the start of the names of its threads
	 * @param threads the number of threads, which end when they are idle
	 * @param waiting how many calls wait for a thread, further ones are refused
	 * @return the executor
	 */
	public static ThreadPoolExecutor pool(String prefix, int threads, int waiting) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(waiting), of(prefix));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Make an executor for what is done soon, later or again and again. What it is given
	 * after its end is not done.
	 * @param prefix the start of the names of its threads
	 * @param threads the number of threads
	 * @return the executor
	 */
	public static ScheduledExecutorService scheduled(String prefix, int threads) {
		return new ScheduledThreadPoolExecutor(threads, of(prefix), new DiscardPolicy());
	}

}
