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

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.guard.InvalidGuardException;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for limits of beans in applications that serve no requests, or none of servlets.
 */
@ExtendWith(OutputCaptureExtension.class)
class RateLimitWithoutServletTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(AuditAutoConfiguration.class,
			RateLimitAutoConfiguration.class, RateLimitAnnotationsAutoConfiguration.class,
			NetworkAutoConfiguration.class, GuardAutoConfiguration.class, SharedAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);

	@AfterEach
	void logout() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void beansAreLimitedByTheCallerOfTheThread() {
		this.runner.withBean(Job.class).run((context) -> {
			Runnable job = context.getBean(Runnable.class);
			for (String user : new String[] { "ada", "bob" }) {
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken(user, "n/a", "ROLE_USER"));
				job.run();
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(job::run)
					.satisfies((refusal) -> assertThat(refusal.getRetryAfter()).isPositive());
			}
		});
	}

	@Test
	void whenNobodyIsLoggedInAllCallsAreOneCaller() {
		this.runner.withBean(Job.class).run((context) -> {
			context.getBean(Runnable.class).run();
			assertThatExceptionOfType(RateLimitExceededException.class)
				.isThrownBy(context.getBean(Runnable.class)::run);
		});
	}

	@Test
	void whenThereIsNoServletStackBeansAreLimited() {
		this.runner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet", "graphql"))
			.withBean(Job.class)
			.run((context) -> {
				context.getBean(Runnable.class).run();
				assertThatExceptionOfType(RateLimitExceededException.class)
					.isThrownBy(context.getBean(Runnable.class)::run);
			});
	}

	@Test
	void whenThereAreRoutesSaysThatTheyHaveNoEffect(CapturedOutput output) {
		String[] routes = { "api-security.rate-limit.policies.p.limits=1/1h",
				"api-security.rate-limit.routes[0].pattern=/**", "api-security.rate-limit.routes[0].policies=p" };
		this.runner.withPropertyValues(routes).run((context) -> assertThat(context).hasNotFailed());
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(routes)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll().lines())
			.filteredOn((line) -> line.contains("'api-security.rate-limit.routes' has no effect"))
			.hasSize(2);
	}

	@Test
	void whenTheApplicationIsReactiveAnAnnotationStopsTheStart() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withBean(Job.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining("a reactive application does not enforce it"));
	}

	static class Job implements Runnable {

		@Override
		@RateLimited(limit = "1/1h")
		public void run() {
		}

	}

}
