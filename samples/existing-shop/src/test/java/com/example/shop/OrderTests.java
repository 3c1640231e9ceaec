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

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application without a port: orders, uploads, imports.
 */
@SpringBootTest
@AutoConfigureMockMvc
public class OrderTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void whenPlacedCanBeFetched() {
		MvcTestResult placed = place("""
				{"email": "alice@example.com", "sku": "A-1", "quantity": 2}""");
		assertThat(placed).hasStatus(201);
		assertThat(this.mvc.get().uri(location(placed))).hasStatusOk()
			.bodyJson()
			.extractingPath("$.quantity")
			.isEqualTo(2);
	}

	@Test
	void whenAnOldClientSendsMoreThanIsKnownIsPlaced() {
		assertThat(place("""
				{"email": "old@example.com", "sku": "A-2", "quantity": "3", "deviceId": "phone-7"}""")).hasStatus(201)
			.bodyJson()
			.extractingPath("$.quantity")
			.isEqualTo(3);
	}

	@Test
	void whenInvalidNamesTheFieldsInTheShapeOfTheShop() {
		assertThat(place("""
				{"email": "nobody", "sku": "A-1", "quantity": 0}""")).hasStatus(422)
			.bodyJson()
			.extractingPath("$.quantity")
			.isNotNull();
	}

	@Test
	void whenSoldOutAnswersConflict() {
		assertThat(place("""
				{"email": "alice@example.com", "sku": "C-1", "quantity": 1}""")).hasStatus(409)
			.bodyJson()
			.extractingPath("$.detail")
			.isEqualTo("C-1 is sold out");
	}

	@Test
	void whenListedIsSorted() {
		place("""
				{"email": "sorted@example.com", "sku": "A-1", "quantity": 5}""");
		place("""
				{"email": "sorted@example.com", "sku": "A-2", "quantity": 4}""");
		assertThat(this.mvc.get().uri("/orders?email=sorted@example.com&sort=quantity")).hasStatusOk()
			.bodyJson()
			.extractingPath("$[0].quantity")
			.isEqualTo(4);
	}

	@Test
	void whenAFileIsAttachedItsBytesArrive() {
		String order = location(place("""
				{"email": "alice@example.com", "sku": "A-1", "quantity": 1}"""));
		assertThat(this.mvc.post()
			.uri(order + "/attachments")
			.multipart()
			.file(new MockMultipartFile("file", "photo.png", "image/png", new byte[20_000]))).hasStatus(201)
			.bodyJson()
			.extractingPath("$.size")
			.isEqualTo(20_000);
	}

	@Test
	void whenProductsAreImportedAsCsvTheyAreThere() {
		assertThat(this.mvc.post()
			.uri("/products/import")
			.contentType("text/csv")
			.content("sku,name,price\nA-3,Fan,9.50\n")).hasStatusOk()
			.bodyJson()
			.extractingPath("$.imported")
			.isEqualTo(1);
	}

	private MvcTestResult place(String order) {
		return this.mvc.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).content(order).exchange();
	}

	private static String location(MvcTestResult placed) {
		return String.valueOf(placed.getResponse().getHeader("Location"));
	}

}
