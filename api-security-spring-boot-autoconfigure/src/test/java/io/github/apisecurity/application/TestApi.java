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

package io.github.apisecurity.application;

import io.github.apisecurity.TestTokens;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.ratelimit.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A small API for tests over real HTTP.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class TestApi {

	@Bean
	JwtDecoder jwtDecoder() {
		return TestTokens.decoder();
	}

	@RestController
	static class TestController {

		@GetMapping("/customer")
		Customer customer() {
			return new Customer("Ada", "41012345321");
		}

		@PostMapping("/customer")
		Customer create(@Valid @RequestBody CustomerRequest request) {
			return new Customer(request.name(), request.nationalId());
		}

		@GetMapping("/page")
		String page(@RequestParam @Max(100) int size) {
			return "size " + size;
		}

		@GetMapping("/admin")
		@PreAuthorize("hasRole('ADMIN')")
		String admin() {
			return "admin";
		}

		@GetMapping("/limited")
		@RateLimited("twice")
		String limited() {
			return "limited";
		}

		@GetMapping("/failing")
		String failing() {
			throw new IllegalStateException("secret-detail");
		}

		@GetMapping("/status/thrown/{status}")
		String thrown(@PathVariable int status) {
			throw new ResponseStatusException(HttpStatusCode.valueOf(status));
		}

		@GetMapping("/status/declared")
		String declared() {
			throw new NothingThereException();
		}

		@GetMapping("/status/returned/{status}")
		ResponseEntity<Void> returned(@PathVariable int status) {
			return ResponseEntity.status(status).build();
		}

	}

	@ResponseStatus(HttpStatus.NO_CONTENT)
	static class NothingThereException extends RuntimeException {

	}

	record Customer(String name, @Masked(value = MaskType.NATIONAL_ID, revealTo = "ROLE_ADMIN") String nationalId) {

	}

	record CustomerRequest(@NotBlank String name, @Pattern(regexp = "\\d{11}") String nationalId) {

	}

}
