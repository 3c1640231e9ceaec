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

package io.github.apisecurity.network.lists;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.network.IpRangeTable;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressLists}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AddressListsTests {

	@Test
	void whenSourceFailsUnexpectedlyItIsAskedAgainAndOneLineTells(CapturedOutput output) throws Exception {
		CountDownLatch asked = new CountDownLatch(3);
		AddressLists lists = new AddressLists(List.of(), List.of(new RangeSource(IpRangeTable.EMPTY) {

			@Override
			Duration interval() {
				return Duration.ofMillis(1);
			}

			@Override
			void read() {
				asked.countDown();
				throw new IllegalStateException("with a secret");
			}

		}), List.of());
		lists.start();
		try {
			assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			lists.stop();
		}
		assertThat(output).containsOnlyOnce("cannot be read").doesNotContain("with a secret");
	}

	@Test
	void whenHeaderOfTrustedProxiesIsNotNamedSaysSo(CapturedOutput output) {
		WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(NetworkAutoConfiguration.class, NetworkListsAutoConfiguration.class,
						SharedAutoConfiguration.class, AuditAutoConfiguration.class, ProblemAutoConfiguration.class));
		WebApplicationContextRunner proxied = runner
			.withPropertyValues("api-security.network.trusted-proxies=10.1.0.0/16");
		runner.run((context) -> assertThat(findings(context)).isEmpty());
		proxied.withPropertyValues("api-security.network.forwarded-header=forwarded")
			.run((context) -> assertThat(findings(context)).isEmpty());
		assertThat(output).doesNotContain("forwarded-header");
		proxied.run((context) -> assertThat(findings(context)).hasSize(1));
		assertThat(output).contains("set 'api-security.network.forwarded-header'");
	}

	private static List<?> findings(ApplicationContext context) {
		return (List<?>) context.getBean(AddressLists.class).contribute().details().get("findings");
	}

}
