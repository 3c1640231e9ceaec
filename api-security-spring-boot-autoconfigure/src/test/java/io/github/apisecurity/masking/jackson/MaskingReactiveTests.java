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

package io.github.apisecurity.masking.jackson;

import java.util.List;

import io.github.apisecurity.masking.Masked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for reactive applications, in which nothing masks.
 */
@ExtendWith(OutputCaptureExtension.class)
class MaskingReactiveTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MaskingReactiveAutoConfiguration.class));

	@Test
	void whenControllerReturnsMaskedTypeItIsNamedOnce(CapturedOutput output) {
		this.runner.withBean(Orders.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("is reactive")
				.contains(Customer.class.getName(), Payer.class.getName())
				.doesNotContain(Order.class.getName(), Harmless.class.getName());
		});
	}

	@Test
	void whenPackagesOfTheApplicationDeclareMasksTheyAreNamed(CapturedOutput output) {
		this.runner.withUserConfiguration(Packages.class)
			.run((context) -> assertThat(output).containsOnlyOnce("is reactive").contains(Customer.class.getName()));
	}

	@Test
	void whenTypeCouldNotBeMaskedEitherItIsNamed(CapturedOutput output) {
		this.runner.withBean(Unlinked.Handlers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains(Unlinked.class.getName());
		});
	}

	@Test
	void whenNothingIsMaskedOrNothingIsReactiveIsSilent(CapturedOutput output) {
		this.runner.withBean(Harmless.Handlers.class).run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(Orders.class)
			.withPropertyValues("api-security.masking.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MaskingReactiveAutoConfiguration.class));
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MaskingReactiveAutoConfiguration.class))
			.withBean(Orders.class)
			.run((context) -> assertThat(context).doesNotHaveBean(MaskingReactiveAutoConfiguration.class));
		this.runner.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).doesNotHaveBean(MaskingReactiveAutoConfiguration.class));
		assertThat(output).doesNotContain("is reactive");
	}

	record Customer(@Masked String iban) {

	}

	record Payer(@Masked String card) {

	}

	record Order(Customer customer) {

	}

	record Harmless(String name) {

		@RestController
		static class Handlers {

			@GetMapping("/names")
			Flux<Harmless> names() {
				return Flux.empty();
			}

		}

	}

	/**
	 * A type whose field has another name than its getter.
	 */
	public static class Unlinked {

		@Masked
		private final String m_iban = "";

		public String getIban() {
			return this.m_iban;
		}

		@RestController
		static class Handlers {

			@GetMapping("/unlinked")
			Mono<Unlinked> unlinked() {
				return Mono.empty();
			}

		}

	}

	@RestController
	static class Orders {

		@GetMapping("/orders")
		Flux<Order> orders() {
			return Flux.empty();
		}

		@GetMapping("/payers")
		Mono<ResponseEntity<List<Payer>>> payers() {
			return Mono.empty();
		}

		@GetMapping("/harmless")
		Mono<Harmless> harmless() {
			return Mono.empty();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = MaskingReactiveTests.class)
	static class Packages {

	}

}
