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

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import io.github.bucket4j.Bandwidth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;

/**
 * Quota per window with a burst: the text {@code 100/1m burst 200} allows 100 requests a
 * minute in the long run and 200 at once. {@code 1000/month Europe/Berlin} is full again
 * when a month begins.
 *
 * @param quota the requests per window
 * @param window the window
 * @param burst the requests at once
 * @param calendar the window of the calendar, {@code null} when the quota comes back
 * continuously
 * @since 0.1.0
 */
public record Limit(long quota, Duration window, long burst, @Nullable CalendarWindow calendar) {

	/**
	 * Redis calculates with the 53 bits of a double, Bucket4j in nanoseconds with the 63
	 * of a long: what fits the one in microseconds fits the other.
	 */
	private static final long MAX_EXACT = 1L << 53;

	private static final long MAX_QUOTA = 1_000_000_000_000L;

	private static final Duration MAX_WINDOW = Duration.ofDays(366);

	private static final Pattern FORMAT = Pattern.compile("(\\d{1,12})/(\\w{0,19}[a-zA-Z])(?: burst (\\d{1,12}))?");

	private static final Pattern CALENDAR = Pattern.compile("(\\d{1,12})/(day|week|month|year)(?: (\\S{1,64}))?");

	/**
	 * A bucket is made full when its window ends, and not before.
	 */
	private static final Duration NEVER = Duration.ofDays(36_600);

	private static final String ACTION = "Use quota and window, such as '100/1m', with an optional burst, such as '100/1m burst 200', "
			+ "or a window of the calendar, such as '1000/month Europe/Berlin'.";

	/**
	 * Parse the compact form.
	 * @param property the name of the property, for the failure
	 * @param text the text
	 * @return the limit
	 * @throws InvalidConfigurationPropertyValueException when it is not a usable limit
	 */
	public static Limit parse(String property, String text) {
		Matcher calendar = CALENDAR.matcher(text.trim());
		if (calendar.matches()) {
			return ofCalendar(property, text, Long.parseLong(calendar.group(1)), calendar.group(2), calendar.group(3));
		}
		Matcher matcher = FORMAT.matcher(text.trim());
		PropertyValue.refuseIf(!matcher.matches(), property, text, ACTION);
		long quota = Long.parseLong(matcher.group(1));
		long burst = (matcher.group(3) != null) ? Long.parseLong(matcher.group(3)) : quota;
		return of(property, text, quota, parseWindow(property, text, matcher.group(2)), burst);
	}

	private static Limit ofCalendar(String property, String text, long quota, String unit, @Nullable String zone) {
		try {
			CalendarWindow window = new CalendarWindow(ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT) + "S"),
					ZoneId.of((zone != null) ? zone : "UTC"));
			PropertyValue.refuseIf(quota < 1, property, text, "The quota must be positive. " + ACTION);
			return new Limit(quota, window.longest(), quota, window);
		}
		catch (DateTimeException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					"'" + zone + "' is not a time zone. " + ACTION, ex);
		}
	}

	private static Duration parseWindow(String property, String text, String window) {
		try {
			return DurationStyle.SIMPLE.parse(window);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text, "'" + window
					+ "' is not a duration: use a number and ns, us, ms, s, m, h or d, such as '10s'. " + ACTION, ex);
		}
	}

	/**
	 * Create a limit that comes from the configuration.
	 * @param property the name of the property, for the failure
	 * @param value the value of the property, for the failure
	 * @param quota the requests per window
	 * @param window the window
	 * @param burst the requests at once
	 * @return the limit
	 * @throws InvalidConfigurationPropertyValueException when it is not a usable limit
	 */
	public static Limit of(String property, @Nullable Object value, long quota, Duration window, long burst) {
		Limit limit = new Limit(quota, window, burst, null);
		String mend = limit.mend();
		if (mend != null) {
			throw new InvalidConfigurationPropertyValueException(property, value, mend + " " + ACTION);
		}
		return limit;
	}

	private @Nullable String mend() {
		if (this.quota < 1 || this.burst < this.quota || this.burst > MAX_QUOTA || this.window.toMillis() < 1) {
			return "Quota and window must be positive and the burst at least the quota.";
		}
		if (this.window.compareTo(MAX_WINDOW) > 0 || this.window.toNanos() % 1_000_000 != 0) {
			return "The window must be whole milliseconds and 366 days at most.";
		}
		if (this.quota > this.window.toNanos()) {
			return "No more than one request per nanosecond can be counted.";
		}
		if (BigInteger.valueOf(refillTokens() + 1)
			.multiply(BigInteger.valueOf(refillMicros()))
			.compareTo(BigInteger.valueOf(MAX_EXACT)) > 0) {
			return "Such a rate cannot be counted exactly: round the quota, such as to a multiple of 1000.";
		}
		if (this.burst / this.quota > Duration.ofDays(3660).toMillis() / this.window.toMillis()) {
			return "The burst takes more than ten years to refill.";
		}
		return null;
	}

	/**
	 * Return the tokens that come back in {@link #refillMicros()}: the rate as a reduced
	 * fraction.
	 * @return the tokens
	 */
	long refillTokens() {
		return this.quota / commonDivisor();
	}

	long refillMicros() {
		return windowMicros() / commonDivisor();
	}

	long windowMicros() {
		return this.window.toNanos() / 1000;
	}

	private long commonDivisor() {
		return BigInteger.valueOf(this.quota).gcd(BigInteger.valueOf(windowMicros())).longValueExact();
	}

	/**
	 * Return the name of the window, as in the configuration.
	 * @return the window, such as {@code 1m}
	 */
	public String windowName() {
		if (this.calendar != null) {
			return this.calendar.toString();
		}
		ChronoUnit unit = Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
			.filter((candidate) -> this.window.toMillis() % candidate.getDuration().toMillis() == 0)
			.findFirst()
			.orElse(ChronoUnit.MILLIS);
		return DurationStyle.SIMPLE.print(this.window, unit);
	}

	/**
	 * Return how long an empty bucket takes to refill: a burst has a window of its own.
	 * @return the seconds, rounded up
	 */
	long refillSeconds() {
		if (this.calendar != null) {
			return this.window.toSeconds();
		}
		BigInteger millis = BigInteger.valueOf(this.window.toMillis()).multiply(BigInteger.valueOf(this.burst));
		BigInteger perSecond = BigInteger.valueOf(this.quota).multiply(BigInteger.valueOf(1000));
		return millis.add(perSecond).subtract(BigInteger.ONE).divide(perSecond).longValueExact();
	}

	Bandwidth toBandwidth(long tokens) {
		return Bandwidth.builder()
			.capacity(this.burst)
			.refillGreedy((this.calendar != null) ? 1 : refillTokens(),
					(this.calendar != null) ? NEVER : Duration.ofNanos(refillMicros() * 1000))
			.initialTokens(tokens)
			.id((this.calendar != null) ? this.calendar.unitName() : Long.toString(windowMicros()))
			.build();
	}

	/**
	 * Append what the script has to know.
	 * @param arguments where to
	 * @param now the time
	 */
	void appendTo(ByteBuffer arguments, Instant now) {
		if (this.calendar != null) {
			Instant end = this.calendar.end(now);
			arguments.putDouble(-this.calendar.unit().ordinal())
				.putDouble(this.burst)
				.putDouble(0)
				.putDouble(ChronoUnit.MICROS.between(Instant.EPOCH, end));
		}
		else {
			arguments.putDouble(windowMicros())
				.putDouble(this.burst)
				.putDouble(refillTokens())
				.putDouble(refillMicros());
		}
	}

	@Override
	public String toString() {
		return this.quota + "/" + windowName() + ((this.burst != this.quota) ? " burst " + this.burst : "");
	}

}
