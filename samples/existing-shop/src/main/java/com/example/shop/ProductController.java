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

import java.math.BigDecimal;
import java.util.stream.Collectors;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PagedModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/products")
class ProductController {

	private final ProductRepository products;

	ProductController(ProductRepository products) {
		this.products = products;
	}

	@GetMapping
	PagedModel<Product> list(@RequestParam(defaultValue = "") String q, Pageable pageable) {
		Page<Product> page = this.products.findByNameContainingIgnoreCase(q, pageable);
		return new PagedModel<>(page);
	}

	@GetMapping("/{sku}")
	Product get(@PathVariable String sku) {
		return this.products.findById(sku).orElseThrow(() -> new NotFoundException("No product " + sku));
	}

	@GetMapping(path = "/export", produces = "text/csv")
	String export() {
		return this.products.findAll()
			.stream()
			.map((product) -> product.getSku() + "," + product.getName() + "," + product.getPrice())
			.collect(Collectors.joining("\n", "sku,name,price\n", "\n"));
	}

	@PostMapping(path = "/import", consumes = "text/csv")
	ImportResult importCsv(@RequestBody String csv) {
		long count = csv.lines().skip(1).map((line) -> line.split(",")).map(this::save).count();
		return new ImportResult(count);
	}

	private Product save(String[] columns) {
		return this.products.save(new Product(columns[0], columns[1], new BigDecimal(columns[2])));
	}

	record ImportResult(long imported) {

	}

}
