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

import io.github.apisecurity.validation.JsonRule;
import io.github.apisecurity.validation.LenientJson;

import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class LegacyOrderController {

	@PostMapping("/api/orders")
	LegacyOrder create(@RequestBody LegacyOrder order) {
		return order;
	}

	@PostMapping("/api/carts")
	Cart cart(@RequestBody Cart cart) {
		return cart;
	}

	@PostMapping(path = "/api/import", consumes = "text/csv")
	long importCsv(@RequestBody String csv) {
		return csv.lines().count();
	}

	@CrossOrigin("https://partner.example.com")
	@GetMapping("/api/offers")
	String offers(@RequestParam String id) {
		return id;
	}

	@LenientJson(JsonRule.SCALAR_COERCION)
	record LegacyOrder(String item, int quantity) {
	}

	record Cart(String item, int quantity) {
	}

}
