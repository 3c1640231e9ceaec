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

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.apisecurity.guard.GuardedCall;
import io.github.apisecurity.guard.Guards;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link RateLimited @RateLimited} to the methods of beans that are not
 * controllers. What a method returns to be completed later is in progress until then, and
 * what begins with a subscription counts for each.
 *
 * @param guards the policies of methods
 * @param enforcer applies them
 */
record RateLimitMethodInterceptor(Guards<List<PolicyUse>> guards,
		Supplier<RateLimitEnforcer> enforcer) implements MethodInterceptor {

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RateLimitEnforcer enforcer = this.enforcer.get();
		Supplier<Admission> payment = enforcer.prepareCall(this.guards.get(invocation), invocation);
		return (payment != null)
				? GuardedCall.perSubscription(invocation, (call) -> proceed(call, payment.get(), enforcer))
				: invocation.proceed();
	}

	private static @Nullable Object proceed(MethodInvocation invocation, Admission admission,
			RateLimitEnforcer enforcer) throws Throwable {
		if (admission.refusal() != null) {
			throw new RateLimitExceededException(enforcer.problem(admission), admission.violatedPolicies(),
					Duration.ofNanos(admission.nanosToWait()));
		}
		Set<String> outer = CallChain.enter(admission.buckets());
		try {
			return GuardedCall.proceed(invocation, (failure) -> enforcer.endCall(admission, failure));
		}
		finally {
			CallChain.leave(outer);
		}
	}

}
