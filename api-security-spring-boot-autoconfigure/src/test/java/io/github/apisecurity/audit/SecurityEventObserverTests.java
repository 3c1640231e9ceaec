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

package io.github.apisecurity.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.network.NetworkAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecurityEventObserver}.
 */
class SecurityEventObserverTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class))
		.withUserConfiguration(ObserversConfiguration.class);

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenOneObserverFailsOthersSeeTheEvent(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, "clear", Map.of());
			assertThat(context.getBean(ObserversConfiguration.class).seen).containsExactly("clear");
			assertThat(output).contains("failed on event authz_fail with java.lang.IllegalStateException")
				.doesNotContain("a value of the event");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ObserversConfiguration {

		private final List<String> seen = new ArrayList<>();

		@Bean
		@Order(1)
		SecurityEventObserver failing() {
			return observer(() -> {
				throw new IllegalStateException("a value of the event");
			});
		}

		@Bean
		@Order(2)
		SecurityEventObserver other() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return type.equals(SecurityEventType.ACCESS_DENIED);
				}

				@Override
				public void observe(SecurityEvent event) {
					ObserversConfiguration.this.seen.add(event.reason());
				}

			};
		}

		private static SecurityEventObserver observer(Runnable action) {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return true;
				}

				@Override
				public void observe(SecurityEvent event) {
					action.run();
				}

			};
		}

	}

}
