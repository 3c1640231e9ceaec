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

package io.github.apisecurity.sample.customer;

import java.net.URI;

import jakarta.validation.Valid;

import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PagedModel;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/customers")
class CustomerController {

	private final CustomerService customers;

	CustomerController(CustomerService customers) {
		this.customers = customers;
	}

	@GetMapping
	@PreAuthorize("hasAnyRole('VIEWER', 'EDITOR', 'ADMIN')")
	PagedModel<CustomerView> list(Pageable pageable) {
		return new PagedModel<>(this.customers.findAll(pageable));
	}

	@GetMapping(path = "/{id}", version = "1.0+")
	@PreAuthorize("hasAnyRole('VIEWER', 'EDITOR', 'ADMIN')")
	CustomerView get(@PathVariable long id) {
		return this.customers.findById(id);
	}

	// A number of a person in the path or query would be in the logs of every proxy.
	@PostMapping("/search")
	@PreAuthorize("hasAnyRole('EDITOR', 'ADMIN')")
	CustomerView search(@Valid @RequestBody CustomerSearch search) {
		return this.customers.findByNationalId(search.nationalId());
	}

	@PostMapping
	@PreAuthorize("hasAnyRole('EDITOR', 'ADMIN')")
	ResponseEntity<CustomerView> create(@Valid @RequestBody CustomerRequest request) {
		CustomerView customer = this.customers.create(request);
		return ResponseEntity.created(URI.create("/api/customers/" + customer.id())).body(customer);
	}

	@PutMapping(path = "/{id}", version = "1.0+")
	@PreAuthorize("hasAnyRole('EDITOR', 'ADMIN')")
	CustomerView update(@PathVariable long id, @Valid @RequestBody CustomerRequest request) {
		return this.customers.update(id, request);
	}

}
