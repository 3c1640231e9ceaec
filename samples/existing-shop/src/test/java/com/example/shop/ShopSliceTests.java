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
import java.time.Instant;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.restclient.test.autoconfigure.RestClientTest;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.json.JacksonTester;
import org.springframework.data.domain.Sort;
import org.springframework.http.MediaType;
import org.springframework.test.web.client.MockRestServiceServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * The slices that have nothing to do with requests to the shop.
 */
public class ShopSliceTests {

	/**
	 * JSON alone.
	 */
	@Nested
	@JsonTest
	class Json {

		@Autowired
		private JacksonTester<OrderView> json;

		@Test
		void whenWrittenHasAllMembers() throws Exception {
			assertThat(this.json.write(new OrderView(7, "alice@example.com", "A-1", 2, false, Instant.EPOCH)))
				.isEqualToJson("""
						{"id":7,"email":"alice@example.com","sku":"A-1","quantity":2,"paid":false,
						"placedAt":"1970-01-01T00:00:00Z"}""");
		}

	}

	/**
	 * Repositories alone.
	 */
	@Nested
	@DataJpaTest
	class Jpa {

		@Autowired
		private OrderRepository orders;

		@Test
		void whenSavedIsFoundByEmail() {
			this.orders.save(new Order("bob@example.com", "A-1", 1));
			assertThat(this.orders.findByEmail("bob@example.com", Sort.unsorted())).hasSize(1);
		}

	}

	/**
	 * The client alone.
	 */
	@Nested
	@RestClientTest(ExchangeClient.class)
	class Client {

		@Autowired
		private ExchangeClient client;

		@Autowired
		private MockRestServiceServer server;

		@Test
		void whenAskedReturnsTheRate() {
			this.server.expect(requestTo("http://rates.internal/rates/USD"))
				.andRespond(withSuccess("{\"rate\": 1.10}", MediaType.APPLICATION_JSON));
			assertThat(this.client.rate("USD")).isEqualByComparingTo(new BigDecimal("1.10"));
		}

	}

}
