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

package io.github.apisecurity.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.guard.GuardedCall;
import io.github.apisecurity.guard.Guards;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Records the calls of methods that are {@link Audited @Audited}.
 *
 * @param guards what is recorded of them
 * @param publisher the audit trail
 */
record AuditedInterceptor(Guards<AuditedCall> guards,
		Supplier<SecurityEventPublisher> publisher) implements MethodInterceptor {

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		AuditedCall call = this.guards.get(invocation);
		Authentication caller = SecurityContextHolder.getContext().getAuthentication();
		Map<String, Object> details = call.details(invocation.getArguments());
		return GuardedCall.proceed(invocation, (failure) -> {
			if (failure == null) {
				this.publisher.get().publish(call.success(), null, caller, details);
				return;
			}
			Map<String, Object> failed = new HashMap<>(details);
			failed.put("exception", failure.getClass().getName());
			this.publisher.get()
				.publish(call.failure(), (failure instanceof SecurityReason known) ? known.getReason() : null, caller,
						failed);
		});
	}

}
