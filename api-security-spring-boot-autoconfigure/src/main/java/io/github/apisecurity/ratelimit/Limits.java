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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.MathType;
import org.jspecify.annotations.Nullable;

/**
 * The limits that apply together to one key, compiled for the stores.
 *
 * @since 0.1.0
 */
public final class Limits {

	/**
	 * What a long holds for certain, however a double was rounded.
	 */
	private static final double MAX_EXACT = 0.999 * Long.MAX_VALUE;

	private final List<Limit> limits;

	private final @Nullable BucketConfiguration configuration;

	private final @Nullable CalendarWindow calendar;

	private final byte[] scriptArgument;

	private final long windowNanos;

	private volatile @Nullable Description description;

	/**
	 * Compile limits.
	 * @param limits the limits, with different windows
	 */
	public Limits(List<Limit> limits) {
		this.limits = List.copyOf(limits);
		this.configuration = (limits.isEmpty()) ? null : configuration(limits, Limit::burst);
		this.windowNanos = limits.stream().mapToLong((limit) -> limit.window().toNanos()).min().orElse(0);
		this.calendar = (limits.size() == 1) ? limits.get(0).calendar() : null;
		this.scriptArgument = scriptArgument(limits, Instant.EPOCH);
	}

	private static BucketConfiguration configuration(List<Limit> limits, ToLongFunction<Limit> tokens) {
		ConfigurationBuilder builder = BucketConfiguration.builder();
		limits.forEach((limit) -> builder.addLimit(limit.toBandwidth(tokens.applyAsLong(limit))));
		return builder.build();
	}

	private static byte[] scriptArgument(List<Limit> limits, Instant now) {
		ByteBuffer buffer = ByteBuffer.allocate(limits.size() * 4 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		limits.forEach((limit) -> limit.appendTo(buffer, now));
		return buffer.array();
	}

	/**
	 * Return the window of the calendar, which is the only limit then.
	 * @return the window, {@code null} when the tokens come back continuously
	 */
	public @Nullable CalendarWindow calendar() {
		return this.calendar;
	}

	public List<Limit> asList() {
		return this.limits;
	}

	/**
	 * Return whether there is no limit at all.
	 * @return whether everything is allowed
	 */
	public boolean isUnlimited() {
		return this.limits.isEmpty();
	}

	/**
	 * Return the limits in the form of Bucket4j.
	 * @return the configuration
	 */
	public BucketConfiguration toConfiguration() {
		if (this.configuration == null) {
			throw new IllegalStateException("There is no limit");
		}
		return this.configuration;
	}

	/**
	 * Return the state of a bucket.
	 * @param tokens the tokens under each limit
	 * @param since when it had them, in nanoseconds
	 * @return the state
	 */
	BucketState toState(long[] tokens, long since) {
		BucketState state = BucketState.createInitialState(
				configuration(this.limits, (limit) -> tokens[this.limits.indexOf(limit)]), MathType.INTEGER_64_BITS,
				since);
		state.setConfiguration(toConfiguration());
		return state;
	}

	/**
	 * Return the shortest window.
	 * @return the nanoseconds
	 */
	long windowNanos() {
		return this.windowNanos;
	}

	/**
	 * Return window, burst, tokens and microseconds of each limit.
	 * @param micros the time since the epoch, 0 for that of this instance
	 * @return the argument of the script, doubles with the least significant byte first
	 */
	public byte[] scriptArgument(long micros) {
		if (this.calendar != null) {
			return scriptArgument(this.limits,
					(micros != 0) ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS) : Instant.now());
		}
		return this.scriptArgument.clone();
	}

	public int size() {
		return this.limits.size();
	}

	/**
	 * Return the largest cost that can ever be paid.
	 * @return the smallest burst
	 */
	public long smallestBurst() {
		return this.limits.stream().mapToLong(Limit::burst).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Return how long it takes until a limit has the wanted tokens, as Bucket4j
	 * calculates it.
	 * @param index the index of the limit
	 * @param tokens the tokens there are
	 * @param remainder what has come back of the next token, in nanoseconds of the refill
	 * period; those left of a window of the calendar
	 * @param wanted the tokens wanted
	 * @return the nanoseconds
	 */
	public long nanosToWait(int index, long tokens, long remainder, long wanted) {
		if (wanted <= tokens) {
			return 0;
		}
		if (this.calendar != null) {
			return remainder;
		}
		Bandwidth bandwidth = toConfiguration().getBandwidths()[index];
		long deficit = wanted - tokens;
		double product = (double) deficit * bandwidth.getRefillPeriodNanos();
		if (product > MAX_EXACT) {
			return (long) (product / bandwidth.getRefillTokens());
		}
		return (deficit * bandwidth.getRefillPeriodNanos() - remainder) / bandwidth.getRefillTokens();
	}

	/**
	 * Return what response headers say of the limits, made when first needed.
	 * @param policy the name of the policy
	 * @return the description
	 */
	Description describe(String policy) {
		Description description = this.description;
		if (description == null || !description.policy().equals(policy)) {
			List<String> names = this.limits.stream()
				.map((limit) -> "\"" + policy + ((size() > 1) ? "-" + limit.windowName() : "") + "\"")
				.toList();
			description = new Description(policy, names,
					IntStream.range(0, size())
						.mapToObj((i) -> names.get(i) + ";q=" + this.limits.get(i).burst() + ";w="
								+ this.limits.get(i).refillSeconds())
						.collect(Collectors.joining(", ")));
			this.description = description;
		}
		return description;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Limits that && this.limits.equals(that.limits));
	}

	@Override
	public int hashCode() {
		return this.limits.hashCode();
	}

	@Override
	public String toString() {
		return (isUnlimited()) ? "unlimited" : this.limits.toString();
	}

	/**
	 * What response headers say.
	 *
	 * @param policy the name of the policy
	 * @param names the names by which the limits are told apart, quoted
	 * @param policies the value of {@code RateLimit-Policy}
	 */
	record Description(String policy, List<String> names, String policies) {

	}

}
