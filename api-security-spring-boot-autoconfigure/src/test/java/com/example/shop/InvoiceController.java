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

import io.github.apisecurity.authorization.RequireRole;
import io.github.apisecurity.authorization.TenantScoped;

import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InvoiceController {

	@GetMapping("/invoices/drafts")
	@RequireRole({ "EDITOR", "TESTER" })
	String drafts() {
		return "drafts";
	}

	@GetMapping("/invoices/{id}")
	@PreAuthorize("@ownership.owns('invoice', #id) or hasRole('ADMIN')")
	String invoice(@PathVariable long id) {
		return "invoice";
	}

	@GetMapping("/tenants/{tenant}/invoice")
	@TenantScoped(claim = "sub", property = "tenant")
	Invoice last(@PathVariable String tenant) {
		return new Invoice(tenant);
	}

}
