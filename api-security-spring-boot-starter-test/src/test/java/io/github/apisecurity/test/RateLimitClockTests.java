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

package io.github.apisecurity.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RateLimitClock}.
 */
@SpringBootTest(classes = { TestApplication.class, TestApplication.CallerController.class },
		properties = { "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.rate-limit.routes[0].pattern=/name", "api-security.rate-limit.routes[0].policies=twice" })
@AutoConfigureMockMvc
@Import(RateLimitClock.class)
@WithApiJwt("alice")
class RateLimitClockTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private RateLimitClock clock;

	@Test
	void whenTheClockIsMovedThereIsQuotaAgain() {
		assertThat(this.mvc.get().uri("/name")).hasStatusOk();
		assertThat(this.mvc.get().uri("/name")).hasStatusOk();
		assertThat(this.mvc.get().uri("/name")).hasStatus(429);
		this.clock.advance(Duration.ofMinutes(29));
		assertThat(this.mvc.get().uri("/name")).hasStatus(429);
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(this.mvc.get().uri("/name")).hasStatusOk();
	}

}
