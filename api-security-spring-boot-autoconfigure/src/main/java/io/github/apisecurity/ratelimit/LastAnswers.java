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

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * What the shared store said last of each bucket. A decision for which it does not answer
 * in time goes on from there: as long as the last answer is younger than a tenth of the
 * window, this instance takes no more than its share of what all take; after that it is
 * cut off, and counts on its own.
 */
final class LastAnswers {

	private static final long MAX_BUCKETS = 100_000;

	/**
	 * Until it is known how much others take.
	 */
	private static final double FIRST_SHARE = 0.25;

	private static final double MIN_SHARE = 1.0 / 32;

	private final LongSupplier nanoTime;

	private final Cache<String, Answer> answers = Caffeine.newBuilder().maximumSize(MAX_BUCKETS).build();

	private volatile long answered;

	private volatile boolean owing;

	LastAnswers(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.answered = nanoTime.getAsLong();
	}

	/**
	 * Remember an answer.
	 * @param charge the charge
	 * @param level the bucket after it
	 * @param taken whether its tokens were taken
	 */
	void answered(Charge charge, BucketLevel level, boolean taken) {
		long now = this.nanoTime.getAsLong();
		this.answered = now;
		answer(charge).update(level, (taken) ? charge.cost() : 0, now);
	}

	/**
	 * Add to charges what this instance has granted on its own, so that it is paid along
	 * with them.
	 * @param charges the charges
	 * @return the charges with these debts, which are theirs from now on
	 */
	List<Charge> withDebts(List<Charge> charges) {
		return (this.owing)
				? charges.stream().map((charge) -> charge.withCost(charge.cost() + answer(charge).takeDebts())).toList()
				: charges;
	}

	private Answer answer(Charge charge) {
		Answer answer = this.answers.getIfPresent(charge.localKey());
		return (answer != null) ? answer : this.answers.get(charge.localKey(), (key) -> new Answer());
	}

	/**
	 * Continue with the buckets of this instance.
	 * @param charge the charge
	 * @param local the buckets of this instance
	 * @return what the charge takes there
	 */
	Charge continueWith(Charge charge, MemoryRateLimitStore local) {
		return answer(charge).continueWith(charge, local, this.nanoTime.getAsLong(), this.answered);
	}

	/**
	 * Remember that this instance has granted a charge on its own.
	 * @param charge the charge
	 * @param tokens the tokens
	 */
	void owe(Charge charge, long tokens) {
		this.owing = true;
		answer(charge).owe(tokens);
	}

	/**
	 * The last answer on a bucket, and what was observed before.
	 */
	private static final class Answer {

		private @Nullable BucketLevel level;

		private long since;

		private long observedSince;

		private double observedTokens;

		private double own;

		private double share = FIRST_SHARE;

		private long owed;

		/**
		 * Drawn once for an answer: to ask again does not help.
		 */
		private double lot = ThreadLocalRandom.current().nextDouble();

		synchronized void update(BucketLevel level, long taken, long now) {
			Limits limits = level.limits();
			if (this.level == null || !this.level.limits().equals(limits)) {
				// What is missing already was taken by others.
				observe(limits.asList().get(0).burst(), now);
			}
			this.own += taken;
			this.level = level;
			this.since = now;
			this.lot = ThreadLocalRandom.current().nextDouble();
			if (now - this.observedSince > limits.windowNanos() / 10) {
				this.share = share();
				observe(level.tokens()[0], now);
			}
		}

		synchronized long takeDebts() {
			long debts = this.owed;
			this.owed = 0;
			return debts;
		}

		private void observe(double tokens, long now) {
			this.observedSince = now;
			this.observedTokens = tokens;
			this.own = 0;
		}

		private double share() {
			BucketLevel level = this.level;
			if (level == null) {
				return this.share;
			}
			Limit limit = level.limits().asList().get(0);
			double refilled = (double) (this.since - this.observedSince) * limit.quota() / limit.window().toNanos();
			double all = Math.max(this.own, this.observedTokens + refilled - level.tokens()[0]);
			// What was known before counts as much as a twentieth of the bucket.
			double before = Math.max(1, limit.burst() / 20.0);
			return Math.max(MIN_SHARE, (this.own + before * this.share) / (all + before));
		}

		synchronized Charge continueWith(Charge charge, MemoryRateLimitStore local, long now, long answered) {
			if (this.level != null && this.level.limits().equals(charge.limits())) {
				local.continueFrom(charge, this.level, this.owed, this.since);
			}
			long last = (this.level != null) ? this.since : answered;
			if (now - last > charge.limits().windowNanos() / 10) {
				return charge;
			}
			BucketLevel level = local.peek(charge);
			long left = (level != null) ? level.remaining() : charge.limits().smallestBurst();
			// Whenever this instance takes one, others presumably take theirs.
			double all = charge.cost() / share();
			if (left < all && this.lot * all > left) {
				// Less than one for each: on average over all keys as many as are left.
				return charge.withCost(left + 1);
			}
			return charge.withCost(Math.max(charge.cost(), Math.min((long) Math.ceil(all - 0.2), left)));
		}

		synchronized void owe(long tokens) {
			this.owed += tokens;
		}

	}

}
