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

package io.github.apisecurity.chain;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * What is done when an answer that is written later is complete, also when it has failed
 * or took too long, and when the request is started once more.
 *
 * @since 0.1.0
 */
public final class AsyncCompletion implements AsyncListener {

	private final Runnable task;

	private AsyncCompletion(Runnable task) {
		this.task = task;
	}

	/**
	 * Do something when the answer is complete: now, unless the request was started
	 * asynchronously.
	 * @param request the request
	 * @param task what is done
	 */
	public static void of(ServletRequest request, Runnable task) {
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new AsyncCompletion(task));
		}
		else {
			task.run();
		}
	}

	/**
	 * Return whether a request is dispatched with the result of its handler, which is not
	 * called again. One that is dispatched without a result calls a handler.
	 * @param request the request
	 * @return whether there is a result
	 */
	public static boolean isResult(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.ASYNC
				&& WebAsyncUtils.getAsyncManager(request).hasConcurrentResult();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.task.run();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		// Followed by onComplete.
	}

	@Override
	public void onError(AsyncEvent event) {
		// Followed by onComplete.
	}

}
