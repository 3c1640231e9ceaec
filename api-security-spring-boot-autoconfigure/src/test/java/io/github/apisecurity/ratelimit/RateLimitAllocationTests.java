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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What two policies cost a request, in bytes that do not depend on the machine.
 */
class RateLimitAllocationTests {

	private static final int REQUESTS = 2000;

	/**
	 * Half as much again as was measured, so that only a change of kind is noticed.
	 */
	private static final long MAX_BYTES = 7500;

	@Test
	void requestUnderTwoPoliciesAllocatesLittle() {
		MicrometerRateLimitMetrics metrics = new MicrometerRateLimitMetrics(new SimpleMeterRegistry());
		MemoryRateLimitStore store = TestPolicies.buckets(System::nanoTime);
		ServletRateLimitEnforcer enforcer = new ServletRateLimitEnforcer(
				new RateLimitEngine(store, store, metrics, System::nanoTime), SecurityEventPublisher.none(),
				HeaderFormat.IETF, (request) -> request.getRemoteAddr());
		List<PolicyUse> address = List.of(use("address", "client-ip"));
		List<PolicyUse> user = List.of(use("user", "user"));
		TestingAuthenticationToken caller = new TestingAuthenticationToken("ada", "n/a", "USER");
		caller.setAuthenticated(true);
		SecurityContextHolder.getContext().setAuthentication(caller);
		List<MockHttpServletRequest> requests = new ArrayList<>(
				Stream.generate(() -> new MockHttpServletRequest("GET", "/")).limit(2L * REQUESTS).toList());
		List<MockHttpServletResponse> responses = Stream.generate(MockHttpServletResponse::new)
			.limit(2L * REQUESTS)
			.toList();
		long bytes = 0;
		for (int i = 0; i < 2 * REQUESTS; i++) {
			long before = allocated();
			enforcer.admit(address, requests.get(i), responses.get(i));
			enforcer.admit(user, requests.get(i), responses.get(i));
			RateLimitExchange.end(requests.get(i), responses.get(i), null);
			// The first half compiles and fills caches.
			bytes += (i >= REQUESTS) ? allocated() - before : 0;
		}
		SecurityContextHolder.clearContext();
		assertThat(bytes / REQUESTS).isLessThan(MAX_BYTES);
	}

	private static long allocated() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

	private static PolicyUse use(String name, String key) {
		RateLimitPolicy policy = new RateLimitPolicyFactory(new RateLimitKeys(32, 64, (bean) -> null), Map.of(),
				new NullRoleHierarchy(), TestPolicies.memory(System::nanoTime), true)
			.inline("test", name, new String[] { "1000000/1m", "9000000/1h" }, new String[] { key }, 1);
		return new PolicyUse(() -> policy, 0, false);
	}

}
