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

package io.github.apisecurity.guard;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * The call of a method that is not over before what it returns to be completed later is.
 *
 * @since 0.1.0
 */
public final class GuardedCall {

	private GuardedCall() {
	}

	/**
	 * Call the method.
	 * @param invocation the call
	 * @param end called once when it is over, with what it failed with: a
	 * {@link CancellationException} when nobody waits for it any more
	 * @return what the method returns
	 * @throws Throwable what the method throws
	 */
	public static @Nullable Object proceed(MethodInvocation invocation, Consumer<@Nullable Throwable> end)
			throws Throwable {
		AtomicBoolean ended = new AtomicBoolean();
		Consumer<@Nullable Throwable> once = (failure) -> {
			if (!ended.getAndSet(true)) {
				end.accept(failure);
			}
		};
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			once.accept(ex);
			throw ex;
		}
		return whenEnded(result, once);
	}

	/**
	 * Make a call, or, where the method returns what begins only with a subscription, one
	 * call for each subscription and none before. An event loop does not wait for it.
	 * @param invocation the call
	 * @param call makes it
	 * @return what it returns
	 * @throws Throwable what it throws
	 */
	public static @Nullable Object perSubscription(MethodInvocation invocation, MethodInterceptor call)
			throws Throwable {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance()
			.getAdapter(invocation.getMethod().getReturnType());
		return (adapter != null && adapter.getDescriptor().isDeferred())
				? Reactive.perSubscription(adapter, invocation, call) : call.invoke(invocation);
	}

	private static @Nullable Object whenEnded(@Nullable Object result, Consumer<@Nullable Throwable> end) {
		if (result instanceof CompletionStage<?> stage) {
			stage.whenComplete((value, failure) -> end
				.accept((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure));
			return result;
		}
		ReactiveAdapter adapter = (result != null)
				? ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result) : null;
		if (adapter != null) {
			return Reactive.whenEnded(adapter, result, end);
		}
		end.accept(null);
		return result;
	}

	/**
	 * Keeps the optional Reactor out of the outer class.
	 */
	private static final class Reactive {

		static Object perSubscription(ReactiveAdapter adapter, MethodInvocation invocation, MethodInterceptor call) {
			Flux<Object> calls = Flux.defer(() -> {
				try {
					return adapter.toPublisher(call.invoke(
							(invocation instanceof ProxyMethodInvocation proxy) ? proxy.invocableClone() : invocation));
				}
				catch (Throwable ex) {
					Exceptions.throwIfFatal(ex);
					return Flux.error(ex);
				}
			});
			return adapter.fromPublisher(Flux.defer(() -> (Schedulers.isInNonBlockingThread())
					? calls.subscribeOn(Schedulers.boundedElastic()) : calls));
		}

		static Object whenEnded(ReactiveAdapter adapter, @Nullable Object result, Consumer<@Nullable Throwable> end) {
			Flux<Object> values = Flux.from(adapter.toPublisher(result))
				.doOnError(end)
				.doOnComplete(() -> end.accept(null))
				.doOnCancel(() -> end.accept(new CancellationException()));
			// Of one value nobody waits for the end.
			return adapter
				.fromPublisher((adapter.isMultiValue()) ? values : values.doOnNext((value) -> end.accept(null)));
		}

	}

}
