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

	/**
	 * How long it may take until the store answers again.
	 */
	private static final long MOMENT = Duration.ofSeconds(2).toNanos();

	/**
	 * Over less it is not known how fast the tokens go.
	 */
	private static final long MEASURED = Duration.ofMillis(100).toNanos();

	private final MemoryRateLimitStore local;

	private final LongSupplier nanoTime;

	private final Cache<String, Answer> answers = Caffeine.newBuilder().maximumSize(MAX_BUCKETS).build();

	private volatile long answered;

	private volatile boolean owing;

	LastAnswers(MemoryRateLimitStore local, LongSupplier nanoTime) {
		this.local = local;
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
		return (this.owing) ? charges.stream()
			.map((charge) -> charge.withCost(charge.cost() + answer(charge).takeDebts(charge, this.local)))
			.toList() : charges;
	}

	private Answer answer(Charge charge) {
		Answer answer = this.answers.getIfPresent(charge.localKey());
		return (answer != null) ? answer : this.answers.get(charge.localKey(), (key) -> new Answer());
	}

	/**
	 * Continue with the buckets of this instance.
	 * @param charge the charge
	 * @return what the charge takes there
	 */
	Charge continueWith(Charge charge) {
		return answer(charge).continueWith(charge, this.local, this.nanoTime.getAsLong(), this.answered);
	}

	/**
	 * Remember that this instance has granted a charge on its own.
	 * @param charge the charge
	 * @param tokens the tokens
	 */
	void owe(Charge charge, long tokens) {
		this.owing = true;
		answer(charge).owe(tokens, 0, this.nanoTime.getAsLong());
	}

	/**
	 * Remember what this instance has granted on its own and the store may still take.
	 * @param charge the charge
	 * @param tokens the tokens, negative when that is known
	 */
	void await(Charge charge, long tokens) {
		answer(charge).owe(0, tokens, this.nanoTime.getAsLong());
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

		private long awaited;

		private long measuredSince;

		private long measuredTokens;

		/**
		 * The tokens that all take in a nanosecond.
		 */
		private double rate;

		private long silentSince;

		/**
		 * Drawn once for an answer: to ask again does not help.
		 */
		private double lot = ThreadLocalRandom.current().nextDouble();

		synchronized void update(BucketLevel level, long taken, long now) {
			Limits limits = level.limits();
			if (this.level == null || !this.level.limits().equals(limits)) {
				// What is missing already was taken by others.
				observe(burst(limits), now);
				measure(level, 0, now);
			}
			else if (now - this.measuredSince > MEASURED) {
				long elapsed = now - this.measuredSince;
				measure(level, (this.measuredTokens - level.tokens()[0] + refilled(elapsed, limits)) / elapsed, now);
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

		/**
		 * Take what is owed, as much as a full bucket has for it, and less what has come
		 * back: who keeps within the limit owes nothing in the end.
		 * @param charge the charge to pay it with
		 * @param local the buckets of this instance
		 * @return the tokens
		 */
		synchronized long takeDebts(Charge charge, MemoryRateLimitStore local) {
			BucketLevel level = (this.owed > 0) ? local.peek(charge) : null;
			long missing = (level != null) ? burst(charge.limits()) - level.tokens()[0] : 0;
			long debts = Math.min(this.owed, Math.min(missing, charge.limits().smallestBurst() - charge.cost()));
			this.owed = 0;
			return Math.max(0, debts);
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
			double all = Math.max(this.own, this.observedTokens
					+ refilled(this.since - this.observedSince, level.limits()) - level.tokens()[0]);
			// What was known before counts as much as a twentieth of the bucket.
			double before = Math.max(1, burst(level.limits()) / 20.0);
			return Math.max(MIN_SHARE, (this.own + before * this.share) / (all + before));
		}

		synchronized Charge continueWith(Charge charge, MemoryRateLimitStore local, long now, long answered) {
			if (this.level != null && this.level.limits().equals(charge.limits())) {
				local.continueFrom(charge, this.level, this.owed + this.awaited, this.since);
			}
			if (now - ((this.level != null) ? this.since : answered) > charge.limits().windowNanos() / 10) {
				return charge;
			}
			BucketLevel level = local.peek(charge);
			long left = (level != null) ? level.remaining() : charge.limits().smallestBurst();
			// Whenever this instance takes one, others presumably take theirs.
			double all = charge.cost() / share();
			// Less than one for each: on average over all keys as many as are left.
			if (!lasts(left, now) || (left < all && this.lot * all > left)) {
				return charge.withCost(left + 1);
			}
			return charge.withCost(Math.max(charge.cost(), Math.min((long) Math.ceil(all - 0.2), left)));
		}

		// Whoever is about to use up what is left would have done so before the store
		// hears of it.
		private boolean lasts(long left, long now) {
			long silent = now - this.silentSince;
			double own = (silent > MEASURED) ? (this.owed + this.awaited) / share() / silent : 0;
			return Math.max(this.rate, own) * MOMENT < left;
		}

		private void measure(BucketLevel level, double rate, long now) {
			this.measuredSince = now;
			this.measuredTokens = level.tokens()[0];
			this.rate = rate;
		}

		private static long burst(Limits limits) {
			return limits.asList().get(0).burst();
		}

		private static double refilled(long nanos, Limits limits) {
			Limit limit = limits.asList().get(0);
			return (double) nanos * limit.quota() / limit.window().toNanos();
		}

		synchronized void owe(long owed, long awaited, long now) {
			this.silentSince = (this.owed + this.awaited == 0) ? now : this.silentSince;
			this.owed += owed;
			this.awaited += awaited;
		}

	}

}
