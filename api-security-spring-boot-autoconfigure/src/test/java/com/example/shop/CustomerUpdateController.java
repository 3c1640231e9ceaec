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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.Masked;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.masking.MaskType.EMAIL;
import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;

@RestController
class CustomerUpdateController {

	private final Map<Long, CustomerForm> customers = new ConcurrentHashMap<>(
			Map.of(1L, new CustomerForm("Alice Carter", "41012345321")));

	private final JsonUpdater jsonUpdater;

	CustomerUpdateController(JsonUpdater jsonUpdater) {
		this.jsonUpdater = jsonUpdater;
	}

	@PutMapping("/customers/{id}")
	void update(@PathVariable long id, @RequestBody String json) {
		this.customers.computeIfPresent(id, (key, customer) -> this.jsonUpdater.update(customer, json));
	}

	@GetMapping("/customers/{id}/name")
	String nameAndLengthOfIdentifier(@PathVariable long id) {
		CustomerForm customer = this.customers.get(id);
		return customer.getName() + " " + customer.getNationalId().length();
	}

	@GetMapping("/customers/{id}")
	CustomerView get(@PathVariable long id) {
		CustomerForm customer = this.customers.get(id);
		return new CustomerView(customer.getName(), customer.getNationalId(), "alice.carter@example.com",
				"DE89370400440532013000");
	}

	record CustomerView(String name, @Masked(NATIONAL_ID) String nationalId,
			@Masked(value = EMAIL, revealTo = "ROLE_SUPPORT") String email, @Classified("financial.iban") String iban) {
	}

}
