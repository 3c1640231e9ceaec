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

package com.example.shop;

import java.security.Principal;

import io.github.apisecurity.ratelimit.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application that the tests of the documentation test.
 */
@SpringBootApplication
class OrderApplication {

	@RestController
	static class OrderController {

		@GetMapping("/orders/{id}")
		Order get(@PathVariable long id, Principal caller) {
			return new Order(id, caller.getName());
		}

		@GetMapping("/orders/export")
		@RateLimited(limit = "1/1h")
		String export() {
			return "";
		}

		@PostMapping("/orders")
		@PreAuthorize("hasRole('EDITOR')")
		@ResponseStatus(HttpStatus.CREATED)
		Order create(@Valid @RequestBody OrderRequest request, Principal caller) {
			return new Order(1, caller.getName());
		}

	}

	record Order(long id, String owner) {

	}

	record OrderRequest(@NotBlank String item, int quantity) {

	}

}
