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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Limit}.
 */
class LimitTests {

	@ParameterizedTest
	@CsvSource({ "10000000000/30d, 2592000", "1/366d burst 10, 316224000", "100/1m burst 250, 150", "3/1s burst 4, 2",
			"1000/1s, 1", "900000000000/1h, 3600" })
	void windowOfHeadersIsTheTimeToRefillAndDoesNotOverflow(String limit, long seconds) {
		assertThat(Limit.parse("limits", limit).refillSeconds()).isEqualTo(seconds);
		assertThat(TestPolicies.limits(limit).describe("api").policies()).startsWith("\"api\";q=")
			.endsWith(";w=" + seconds);
	}

}
