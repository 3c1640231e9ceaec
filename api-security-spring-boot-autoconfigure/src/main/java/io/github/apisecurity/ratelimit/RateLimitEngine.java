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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import io.github.apisecurity.ratelimit.Outcome.Result;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the charges of a request together: all are taken or none.
 */
final class RateLimitEngine {

	private final RateLimitStore store;

	private final MemoryRateLimitStore fallback;

	private final RateLimitMetrics metrics;

	private final DenialCache denials;

	private final LastAnswers answers;

	/**
	 * Create an engine.
	 * @param store the store
	 * @param fallback the store of this instance, used while the other cannot be asked
	 * @param metrics counts the decisions
	 * @param nanoTime the clock
	 */
	RateLimitEngine(RateLimitStore store, MemoryRateLimitStore fallback, RateLimitMetrics metrics,
			LongSupplier nanoTime) {
		this.store = store;
		this.fallback = fallback;
		this.metrics = metrics;
		this.denials = new DenialCache(nanoTime);
		this.answers = new LastAnswers(fallback, nanoTime);
	}

	/**
	 * Return the store.
	 * @return the store, for which nobody waits too long
	 */
	RateLimitStore store() {
		return this.store;
	}

	RateLimitMetrics metrics() {
		return this.metrics;
	}

	/**
	 * Decide.
	 * @param charges the charges, each with another bucket
	 * @return the outcome under the policies, or under those that are known to refuse
	 */
	List<Outcome> decide(List<Charge> charges) {
		List<Outcome> denials = (this.store.isRemote()) ? findDenials(charges) : List.of();
		if (charges.isEmpty() || !denials.isEmpty()) {
			return denials;
		}
		List<Charge> asked = (this.store.isRemote()) ? this.answers.withDebts(charges) : charges;
		long start = System.nanoTime();
		try {
			StoreDecision decision = this.store.tryConsume(asked);
			if (this.store.isRemote()) {
				this.metrics.recordStore("success", System.nanoTime() - start);
				for (int i = 0; i < charges.size(); i++) {
					remember(charges.get(i), asked.get(i).cost() - charges.get(i).cost(), decision, i);
				}
			}
			return outcomes(charges, decision, Result.ALLOWED, Result.DENIED);
		}
		catch (RuntimeException ex) {
			this.metrics.recordStore("error", System.nanoTime() - start);
			return decideWithoutStore(charges, asked,
					(ex instanceof LateDecisionException late) ? late.decision() : CompletableFuture.failedFuture(ex));
		}
	}

	private List<Outcome> findDenials(List<Charge> charges) {
		List<Outcome> outcomes = new ArrayList<>(0);
		for (Charge charge : charges) {
			Outcome denial = (charge.isShadow()) ? null : this.denials.find(charge);
			if (denial != null) {
				outcomes.add(denial);
			}
		}
		return outcomes;
	}

	/**
	 * Remember an answer.
	 * @param charge the charge
	 * @param more what was to be paid along with it, or was granted before the answer
	 * @param decision the answer
	 * @param index the index of the charge in it
	 */
	private void remember(Charge charge, long more, StoreDecision decision, int index) {
		BucketLevel level = decision.levels().get(index);
		if (!decision.granted() && !level.granted() && !charge.isShadow()) {
			this.denials.remember(charge.withCost(charge.cost() + more), level);
		}
		if (charge.policy().onFailure() == OnFailure.LOCAL_FALLBACK) {
			this.answers.answered(charge, level, decision.granted() && level.granted());
		}
		if (more > 0 && !level.granted()) {
			settle(charge, more);
		}
		else if (!decision.granted()) {
			owe(charge, more);
		}
	}

	private void owe(Charge charge, long tokens) {
		if (tokens > 0) {
			this.answers.owe(charge, tokens);
		}
	}

	private static List<Outcome> outcomes(List<Charge> charges, StoreDecision decision, Result allowed, Result denied) {
		List<Outcome> outcomes = new ArrayList<>(charges.size());
		for (int i = 0; i < charges.size(); i++) {
			Charge charge = charges.get(i);
			BucketLevel level = decision.levels().get(i);
			Result result = (decision.granted()) ? allowed : Result.NOT_CONSUMED;
			if (!level.granted()) {
				result = (charge.isShadow()) ? Result.SHADOW_DENIED : denied;
			}
			// What was asked for may be more than the cost: then that much is there, and
			// yet nothing is granted before the next token.
			outcomes.add(new Outcome(charge, result, level,
					(level.granted()) ? 0 : level.nanosToWait(Math.max(charge.cost(), level.remaining() + 1))));
		}
		return outcomes;
	}

	private List<Outcome> decideWithoutStore(List<Charge> charges, List<Charge> asked,
			CompletableFuture<StoreDecision> later) {
		List<Outcome> outcomes = new ArrayList<>(charges.size());
		List<Charge> own = new ArrayList<>(charges.size());
		for (Charge charge : charges) {
			if (charge.policy().onFailure() == OnFailure.LOCAL_FALLBACK) {
				own.add(charge);
			}
			else {
				outcomes.add(new Outcome(charge, Result.ERROR, null, 0));
			}
		}
		if (!own.isEmpty() && outcomes.stream().noneMatch(Outcome::isRefusal)) {
			List<Charge> local = own.stream().map(this.answers::continueWith).toList();
			outcomes.addAll(outcomes(own, this.fallback.tryConsume(local), Result.FALLBACK, Result.FALLBACK_DENIED));
		}
		settleLater(charges, asked,
				outcomes.stream()
					.filter((outcome) -> outcome.result() == Result.FALLBACK)
					.map(Outcome::charge)
					.toList(),
				later);
		if (outcomes.stream().anyMatch(Outcome::isRefusal)) {
			later.cancel(false);
		}
		return outcomes;
	}

	/**
	 * Owe the store what was granted without it, unless its own decision comes after all
	 * and takes the same tokens.
	 * @param charges the charges
	 * @param asked the charges with debts, as the store was asked
	 * @param granted those that this instance has granted on its own
	 * @param later the decision of the store
	 */
	private void settleLater(List<Charge> charges, List<Charge> asked, List<Charge> granted,
			CompletableFuture<StoreDecision> later) {
		granted.forEach((charge) -> this.answers.await(charge, charge.cost()));
		later.whenComplete((decision, failure) -> {
			granted.forEach((charge) -> this.answers.await(charge, -charge.cost()));
			for (int i = 0; i < charges.size(); i++) {
				Charge charge = charges.get(i);
				long debts = asked.get(i).cost() - charge.cost() + ((granted.contains(charge)) ? charge.cost() : 0);
				if (decision != null) {
					remember(charge, debts, decision, i);
				}
				else {
					owe(charge, debts);
				}
			}
		});
	}

	/**
	 * Take more tokens for a charge that was granted, as many as there are: of this
	 * instance and later of the store, where it was granted without that.
	 * @param outcome what was granted
	 * @param tokens the tokens
	 */
	void settle(Outcome outcome, long tokens) {
		if (outcome.isConsumed()) {
			settle(outcome.charge(), tokens);
		}
		else {
			settleLater(outcome.charge(), tokens);
		}
	}

	private void settle(Charge charge, long tokens) {
		this.store.settle(charge, tokens).whenComplete((settled, failure) -> {
			if (failure != null) {
				settleLater(charge, tokens);
			}
		});
	}

	// Only what is missing here is owed.
	private void settleLater(Charge charge, long tokens) {
		this.fallback.settle(charge, tokens);
		owe(charge, tokens);
	}

	/**
	 * Give back the tokens of charges that were taken.
	 * @param charges the charges
	 */
	void refund(List<Charge> charges) {
		if (charges.isEmpty()) {
			return;
		}
		charges.forEach(this.denials::forget);
		this.store.refund(charges);
	}

	/**
	 * Return how full a bucket is.
	 * @param charge names the bucket and its limits
	 * @return the level, {@code null} when nothing was consumed
	 */
	@Nullable BucketLevel peek(Charge charge) {
		return this.store.peek(charge);
	}

	/**
	 * Make a bucket full.
	 * @param charge names the bucket
	 */
	void reset(Charge charge) {
		this.denials.forget(charge);
		this.fallback.reset(charge);
		this.store.reset(charge);
	}

}
