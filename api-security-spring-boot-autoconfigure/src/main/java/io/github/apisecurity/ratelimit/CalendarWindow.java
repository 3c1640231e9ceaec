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
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import org.springframework.util.Assert;

/**
 * Window of the calendar, at whose end the quota is full again.
 *
 * @param unit days, weeks, which begin on Monday, months or years
 * @param zone the time zone in which they begin
 * @since 0.1.0
 */
public record CalendarWindow(ChronoUnit unit, ZoneId zone) {

	public CalendarWindow {
		Assert.isTrue(unit.compareTo(ChronoUnit.DAYS) >= 0 && unit.compareTo(ChronoUnit.YEARS) <= 0,
				"'unit' must be between days and years");
	}

	/**
	 * Return when the window ends that a time is in.
	 * @param now the time
	 * @return the beginning of the next one
	 */
	public Instant end(Instant now) {
		LocalDate today = LocalDate.ofInstant(now, this.zone);
		LocalDate first = switch (this.unit) {
			case WEEKS -> today.minusDays(today.getDayOfWeek().getValue() - 1L);
			case MONTHS -> today.withDayOfMonth(1);
			case YEARS -> today.withDayOfYear(1);
			default -> today;
		};
		return first.plus(1, this.unit).atStartOfDay(this.zone).toInstant();
	}

	long nanosLeft(Instant now) {
		return Duration.between(now, end(now)).toNanos();
	}

	/**
	 * Return how long the window is at most.
	 * @return the days
	 */
	Duration longest() {
		return switch (this.unit) {
			case WEEKS -> Duration.ofDays(7);
			case MONTHS -> Duration.ofDays(31);
			case YEARS -> Duration.ofDays(366);
			default -> Duration.ofDays(1);
		};
	}

	String unitName() {
		return this.unit.name().toLowerCase(Locale.ROOT).substring(0, this.unit.name().length() - 1);
	}

	@Override
	public String toString() {
		return unitName() + ((this.zone.equals(ZoneId.of("UTC"))) ? "" : " " + this.zone);
	}

}
