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

package io.github.apisecurity.versioning;

import java.time.Instant;
import java.util.List;

import io.github.apisecurity.versioning.VersionLifecycle.Brownout;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VersionLifecycle}.
 */
class VersionLifecycleTests {

	private static final Instant SUNSET = Instant.parse("2027-01-01T00:00:00Z");

	@Test
	void whenABrownoutReachesTheSunsetItIsInForceAndNeverPasses() {
		VersionLifecycle lifecycle = VersionLifecycle.of(null, SUNSET, null, null, AfterSunset.GONE,
				List.of(new Brownout(SUNSET.minusSeconds(86_400), SUNSET)));
		Instant during = SUNSET.minusSeconds(60);
		assertThat(lifecycle.isRefused(during)).isTrue();
		assertThat(lifecycle.brownoutEnd(during)).isNull();
		assertThat(lifecycle.isRefused(SUNSET.minusSeconds(86_401))).isFalse();
		assertThat(lifecycle.isRefused(SUNSET)).isTrue();
	}

	@Test
	void whenABrownoutEndsBeforeTheSunsetItPasses() {
		Instant end = SUNSET.minusSeconds(3600);
		VersionLifecycle lifecycle = VersionLifecycle.of(null, SUNSET, null, null, AfterSunset.GONE,
				List.of(new Brownout(end.minusSeconds(60), end)));
		assertThat(lifecycle.brownoutEnd(end.minusSeconds(1))).isEqualTo(end);
		assertThat(lifecycle.isRefused(end)).isFalse();
	}

}
