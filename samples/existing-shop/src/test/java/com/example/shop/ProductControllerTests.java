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
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.data.domain.PageImpl;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;

/**
 * A slice: the controller of products.
 */
@WebMvcTest(ProductController.class)
public class ProductControllerTests {

	private static final Product KETTLE = new Product("A-1", "Kettle", new BigDecimal("24.90"));

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private ProductRepository products;

	@Test
	void whenListedShowsProductsToAnybody() {
		given(this.products.findByNameContainingIgnoreCase(eq("ket"), any()))
			.willReturn(new PageImpl<>(List.of(KETTLE)));
		assertThat(this.mvc.get().uri("/products?q=ket")).hasStatusOk()
			.bodyJson()
			.extractingPath("$.content[0].price")
			.isEqualTo("24.90");
	}

	@Test
	void whenUnknownAnswersInTheShapeOfTheShop() {
		given(this.products.findById("B-9")).willReturn(Optional.empty());
		assertThat(this.mvc.get().uri("/products/B-9")).hasStatus(404)
			.bodyJson()
			.extractingPath("$.error")
			.isEqualTo("No product B-9");
	}

	@Test
	void whenExportedWritesCsv() {
		given(this.products.findAll()).willReturn(List.of(KETTLE));
		assertThat(this.mvc.get().uri("/products/export").accept("text/csv")).hasStatusOk()
			.hasContentTypeCompatibleWith("text/csv")
			.hasBodyTextEqualTo("sku,name,price\nA-1,Kettle,24.90\n");
	}

	@Test
	void whenTheRepositoryFailsAnswersInTheShapeOfTheShop() {
		given(this.products.findById("A-1")).willThrow(new IllegalStateException("down"));
		assertThat(this.mvc.get().uri("/products/A-1")).hasStatus(500)
			.bodyJson()
			.extractingPath("$.error")
			.isEqualTo("Something went wrong");
	}

}
