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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Limit}.
 */
class LimitTests {

	@ParameterizedTest
	@CsvSource({ "1000/day, 2026-03-28T23:30:00Z, 2026-03-29T00:00:00Z",
			"1000/day Europe/Berlin, 2026-03-28T23:30:00Z, 2026-03-29T22:00:00Z",
			"1000/day Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T23:00:00Z",
			"1000/week, 2026-03-29T12:00:00Z, 2026-03-30T00:00:00Z",
			"1000/week, 2026-03-30T00:00:00Z, 2026-04-06T00:00:00Z",
			"1000/month, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
			"1000/month Pacific/Kiritimati, 2026-12-31T09:59:59Z, 2026-12-31T10:00:00Z",
			"1000/year, 2026-12-31T23:59:59Z, 2027-01-01T00:00:00Z" })
	void windowOfTheCalendarEndsInItsZone(String text, Instant now, Instant end) {
		Limit limit = Limit.parse("limits", text);
		assertThat(limit.calendar().end(now)).isEqualTo(end);
		assertThat(limit).hasToString(text);
		assertThat(Duration.between(now, end)).isLessThanOrEqualTo(limit.window().plusHours(1));
	}

	@ParameterizedTest
	@CsvSource({ "10000000000/30d, 2592000", "1/366d burst 10, 316224000", "100/1m burst 250, 150", "3/1s burst 4, 2",
			"1000/1s, 1", "900000000000/1h, 3600" })
	void windowOfHeadersIsTheTimeToRefillAndDoesNotOverflow(String limit, long seconds) {
		assertThat(Limit.parse("limits", limit).refillSeconds()).isEqualTo(seconds);
		assertThat(TestPolicies.limits(limit).describe("api").policies()).startsWith("\"api\";q=")
			.endsWith(";w=" + seconds);
	}

	// As the last one of a suspending function of Kotlin.
	@Test
	void whenAnArgumentHasNoNameTheOthersAreRead() {
		ContextExpression expression = ContextExpression.parse("key", "#id", List.of("id"));
		assertThat(expression.evaluate(new CallContext(7L, "continuation"), Object.class)).isEqualTo(7L);
	}

}
