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

import java.util.List;

import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.ratelimit.RateLimited;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;

@RestController
class CustomerController {

	private final List<CustomerView> customers = List.of(new CustomerView("Alice Carter", "41012345321"));

	@GetMapping("/api/customers/export")
	@PreAuthorize("hasRole('EDITOR')")
	@RateLimited("export")
	List<CustomerView> export() {
		return this.customers;
	}

	record CustomerView(String name, @Masked(value = NATIONAL_ID, revealTo = "ROLE_ADMIN") String nationalId) {
	}

}
