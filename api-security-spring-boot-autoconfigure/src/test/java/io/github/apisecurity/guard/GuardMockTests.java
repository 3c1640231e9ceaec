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

package io.github.apisecurity.guard;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Tests that mocks of guarded beans need no proxy.
 */
@SpringJUnitConfig(GuardMockTests.Application.class)
class GuardMockTests {

	@MockitoBean
	private Service service;

	@Autowired
	private GuardCheck check;

	@Test
	void whenGuardedBeanIsMockedStarts() {
		given(this.service.find()).willReturn("mocked");
		assertThat(this.service.find()).isEqualTo("mocked");
		assertThat(this.check).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(GuardAutoConfiguration.class)
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		@PreAuthorize("hasRole('ADMIN')")
		String find() {
			return "found";
		}

	}

}
