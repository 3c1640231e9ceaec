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

import java.io.IOException;
import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;

import org.springframework.data.domain.Sort;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/orders")
class OrderController {

	private final OrderRepository orders;

	private final ProductRepository products;

	OrderController(OrderRepository orders, ProductRepository products) {
		this.orders = orders;
		this.products = products;
	}

	@PostMapping
	ResponseEntity<OrderView> place(@Valid @RequestBody OrderRequest request) {
		if (!this.products.existsById(request.sku())) {
			throw new SoldOutException(request.sku());
		}
		Order order = this.orders.save(new Order(request.email(), request.sku(), request.quantity()));
		return ResponseEntity.created(URI.create("/orders/" + order.getId())).body(OrderView.of(order));
	}

	@GetMapping
	List<OrderView> list(@RequestParam String email, Sort sort) {
		return this.orders.findByEmail(email, sort).stream().map(OrderView::of).toList();
	}

	@GetMapping("/{id}")
	OrderView get(@PathVariable long id) {
		return this.orders.findById(id).map(OrderView::of).orElseThrow(() -> new NotFoundException("No order " + id));
	}

	@PostMapping("/{id}/attachments")
	@ResponseStatus(HttpStatus.CREATED)
	Attachment attach(@PathVariable long id, @RequestParam MultipartFile file) throws IOException {
		OrderView order = get(id);
		return new Attachment(order.id(), file.getOriginalFilename(), file.getBytes().length);
	}

	record Attachment(long order, String name, int size) {

	}

}
