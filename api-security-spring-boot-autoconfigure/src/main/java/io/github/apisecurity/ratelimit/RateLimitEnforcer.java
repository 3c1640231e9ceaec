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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.Refusals;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.ratelimit.Admission.Refusal;
import io.github.apisecurity.ratelimit.ConcurrencyLimiter.Permit;
import io.github.apisecurity.ratelimit.Outcome.Result;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Applies policies to calls of beans: finds the keys, counts what is in progress, asks
 * for the tokens and records the refusal. Knows of no requests.
 */
class RateLimitEnforcer {

	/**
	 * Those who wait for the same token do not ask all the time.
	 */
	private static final long MIN_DELAY = Duration.ofMillis(10).toNanos();

	private static final Pattern COST = Pattern.compile("\\d{1,12}");

	private final RateLimitEngine engine;

	private final DenialAudit audit;

	private final ConcurrencyLimiter concurrency;

	private final RateLimitHeaders headers;

	/**
	 * Create an enforcer.
	 * @param engine decides on the tokens
	 * @param publisher the audit trail
	 * @param format the response headers
	 */
	RateLimitEnforcer(RateLimitEngine engine, SecurityEventPublisher publisher, HeaderFormat format) {
		this.engine = engine;
		this.concurrency = new ConcurrencyLimiter(engine.store());
		this.audit = new DenialAudit(publisher);
		this.headers = new RateLimitHeaders(format);
	}

	/**
	 * Find what a call of a bean is to pay, while the caller is known.
	 * @param uses the policies
	 * @param invocation the call
	 * @return applies the policies, each time anew, and supplies the answer, whose
	 * permits are to be released; {@code null} when the request pays
	 */
	@Nullable Supplier<Admission> prepareCall(List<PolicyUse> uses, MethodInvocation invocation) {
		return prepare(uses, new CallContext(invocation.getArguments()));
	}

	Supplier<Admission> prepare(List<PolicyUse> uses, RateLimitContext context) {
		List<Charge> charges = new ArrayList<>(uses.size());
		RateLimitPolicy denied = prepare(uses, context, charges);
		// The request may be over when it is paid.
		context.clientAddress();
		return () -> (denied != null) ? Admission.refused(Refusal.KEY_MISSING, denied)
				: take(charges.stream().map(Charge::unpaid).collect(Collectors.toCollection(ArrayList::new)));
	}

	/**
	 * Make the answer to a call that is refused, with the fields that the response of a
	 * request has.
	 * @param admission the answer of {@link #prepareCall}
	 * @return the answer
	 */
	Problem problem(Admission admission) {
		Map<String, String> fields = new LinkedHashMap<>();
		writeHeaders(admission.outcomes(), fields::put);
		Problem problem = admission.problem();
		for (Map.Entry<String, String> field : fields.entrySet()) {
			problem = problem.withHeader(field.getKey(), field.getValue());
		}
		return problem;
	}

	void writeHeaders(List<Outcome> outcomes, BiConsumer<String, String> response) {
		this.headers.write(outcomes, response);
	}

	/**
	 * End a call. It counts as a response with status 200, or with that of its failure.
	 * @param admission the answer of {@link #prepareCall}
	 * @param failure why it failed
	 */
	void endCall(Admission admission, @Nullable Throwable failure) {
		// Who gives up gets nothing back.
		Throwable cause = (failure instanceof CancellationException) ? null : failure;
		release(admission.permits());
		end(admission.outcomes(), (cause != null) ? status(cause) : 200, cause, (header) -> null);
	}

	/**
	 * Give back what does not count, and take what it has cost beyond what was taken
	 * before.
	 * @param outcomes what was decided
	 * @param status the status of the response
	 * @param failure why it failed
	 * @param response finds the headers of the response
	 */
	void end(List<Outcome> outcomes, int status, @Nullable Throwable failure,
			Function<String, @Nullable String> response) {
		List<Charge> givenBack = new ArrayList<>(0);
		for (Outcome outcome : outcomes) {
			Charge charge = outcome.charge();
			if (outcome.isConsumed() && charge.isGivenBack(status, failure)) {
				givenBack.add(charge);
			}
			else if (outcome.isConsumed() || outcome.result() == Result.FALLBACK) {
				long more = cost(charge, response) - charge.cost();
				if (more > 0) {
					this.engine.settle(outcome, more);
				}
				else if (more < 0 && outcome.isConsumed()) {
					givenBack.add(charge.withCost(-more));
				}
			}
		}
		this.engine.refund(givenBack);
	}

	private static long cost(Charge charge, Function<String, @Nullable String> response) {
		String header = charge.policy().options().costHeader();
		String cost = (header != null) ? response.apply(header) : null;
		return (cost != null && COST.matcher(cost).matches()) ? Long.parseLong(cost) : charge.cost();
	}

	/**
	 * Give back what was taken.
	 * @param outcomes what was decided
	 */
	void refund(List<Outcome> outcomes) {
		this.engine.refund(outcomes.stream().filter(Outcome::isConsumed).map(Outcome::charge).toList());
	}

	static int status(Throwable cause) {
		if (cause instanceof ErrorResponse response) {
			return response.getStatusCode().value();
		}
		if (cause instanceof AccessDeniedException) {
			return 403;
		}
		if (cause instanceof AuthenticationException) {
			return 401;
		}
		if (cause instanceof ProblemException problem) {
			return problem.getProblem().getType().status();
		}
		ResponseStatus annotation = AnnotatedElementUtils.findMergedAnnotation(cause.getClass(), ResponseStatus.class);
		return (annotation != null) ? annotation.code().value() : 500;
	}

	Admission admit(List<PolicyUse> uses, RateLimitContext context) {
		List<Charge> charges = new ArrayList<>(uses.size());
		RateLimitPolicy denied = prepare(uses, context, charges);
		return (denied != null) ? Admission.refused(Refusal.KEY_MISSING, denied) : take(charges);
	}

	/**
	 * Find what is to be paid, for which code of the application is asked: nothing is
	 * taken before.
	 * @param uses the policies
	 * @param context what is known of the request
	 * @param charges what is to be paid
	 * @return the policy that demands a key, {@code null} when there is one
	 */
	private @Nullable RateLimitPolicy prepare(List<PolicyUse> uses, RateLimitContext context, List<Charge> charges) {
		for (PolicyUse use : uses) {
			RateLimitPolicy policy = use.policy().get();
			if (policy.appliesTo(context) && !prepare(policy, use.cost(policy), context, charges)) {
				return policy;
			}
		}
		return null;
	}

	private boolean prepare(RateLimitPolicy policy, long cost, RateLimitContext context, List<Charge> charges) {
		String key = policy.key().resolve(context);
		boolean shared = policy.key().shared();
		if (key == null && policy.key().whenMissing() == WhenMissing.CLIENT_IP) {
			// Outside of any request all calls without key are one caller.
			key = Objects.requireNonNullElse(policy.key().ofAddress(context.clientAddress()), "");
			shared = false;
		}
		if (key == null) {
			boolean deny = policy.key().whenMissing() == WhenMissing.DENY;
			if (deny) {
				record(policy, policy.name(), denied(policy), Refusal.KEY_MISSING);
			}
			return !deny || !policy.isEnforced();
		}
		Charge charge = new Charge(policy, policy.limitsOf(key, context, cost), key, shared, cost, context);
		if (!CallChain.isPaidBy(charge.localKey())) {
			charges.add(charge);
		}
		return true;
	}

	private Admission take(List<Charge> charges) {
		List<Permit> permits = new ArrayList<>(0);
		try {
			for (Charge charge : charges) {
				if (charge.policy().concurrent() > 0 && !enter(charge, permits)) {
					release(permits);
					return Admission.refused(Refusal.CONCURRENCY, charge.policy());
				}
			}
			charges.removeIf((charge) -> charge.limits().isUnlimited());
			return decide(charges, permits, 0);
		}
		catch (RuntimeException ex) {
			// Such as where the audit trail is full, and nothing may happen without.
			release(permits);
			throw ex;
		}
	}

	private boolean enter(Charge charge, List<Permit> permits) {
		Permit permit = this.concurrency.tryAcquire(charge);
		if (permit != null) {
			permits.add(permit);
			return true;
		}
		record(charge.policy(), charge.localKey(), denied(charge.policy()), Refusal.CONCURRENCY);
		return !charge.policy().isEnforced();
	}

	private static Result denied(RateLimitPolicy policy) {
		return (policy.isEnforced()) ? Result.DENIED : Result.SHADOW_DENIED;
	}

	private void record(RateLimitPolicy policy, String bucket, Result result, Refusal refusal) {
		this.engine.metrics().record(policy.name(), result);
		if (result.isRefusal()) {
			Refusals.recorded();
		}
		if (result.isRefusal() || result == Result.SHADOW_DENIED) {
			String reason = refusal.name().toLowerCase(Locale.ROOT);
			this.audit.denied(policy, bucket, (result == Result.SHADOW_DENIED) ? "shadow_" + reason : reason);
		}
	}

	private Admission decide(List<Charge> charges, List<Permit> permits, long waited) {
		List<Outcome> outcomes = this.engine.decide(charges);
		List<RateLimitPolicy> violated = new ArrayList<>(0);
		boolean unavailable = false;
		long nanosToWait = 0;
		for (Outcome outcome : outcomes) {
			if (outcome.isRefusal()) {
				violated.add(outcome.policy());
				unavailable |= outcome.isUnavailable();
				nanosToWait = Math.max(nanosToWait, outcome.nanosToWait());
			}
		}
		long delay = Math.max(nanosToWait, MIN_DELAY);
		if (!violated.isEmpty() && !unavailable && isDelayed(violated, delay, waited)) {
			return decide(charges, permits, waited + delay);
		}
		try {
			outcomes.forEach((outcome) -> record(outcome.policy(), outcome.charge().localKey(), outcome.result(),
					Refusal.QUOTA));
		}
		catch (RuntimeException ex) {
			refund(outcomes);
			throw ex;
		}
		if (violated.isEmpty()) {
			return new Admission(null, violated, 0, outcomes, permits);
		}
		release(permits);
		return new Admission((unavailable) ? Refusal.UNAVAILABLE : Refusal.QUOTA, violated, nanosToWait, outcomes,
				List.of());
	}

	private boolean isDelayed(List<RateLimitPolicy> violated, long nanos, long waited) {
		boolean delayed = violated.stream().allMatch((policy) -> policy.mode() == RateLimitMode.DELAY)
				&& Delay.await(violated.stream().map((policy) -> policy.options().delay()).toList(), nanos, waited);
		if (delayed) {
			violated.forEach((policy) -> this.engine.metrics().record(policy.name(), Result.DELAYED));
		}
		return delayed;
	}

	/**
	 * Release what is in progress.
	 * @param permits the permits of the admissions of a request that has ended
	 */
	void release(List<Permit> permits) {
		permits.forEach(this.concurrency::release);
	}

}
