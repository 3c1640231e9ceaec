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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application on a port: what the payment provider, a browser and a stream see.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public class ShopServerTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Value("${shop.webhook-key}")
	private String key;

	@Autowired
	private OrderRepository orders;

	@Test
	void whenThePaymentIsSignedTheOrderIsPaid() throws Exception {
		Order order = this.orders.save(new Order("alice@example.com", "A-1", 1));
		String form = "amount=24.90&note=%c3%a4%20b&order=" + order.getId();
		assertThat(webhook(form, sign(form)).statusCode()).isEqualTo(204);
		assertThat(this.orders.findById(order.getId())).get().matches(Order::isPaid);
	}

	@Test
	void whenThePaymentIsForgedAnswersForbidden() throws Exception {
		assertThat(webhook("order=1", sign("order=2")).statusCode()).isEqualTo(403);
	}

	@Test
	void whenStockIsStreamedEventsArrive() throws Exception {
		HttpResponse<String> response = get("/stock/events", "text/event-stream");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("id:3").contains("\"left\":3");
	}

	@Test
	void whenABrowserIsLostNothingIsFound() throws Exception {
		HttpResponse<String> response = get("/products/none/of/these.html", "text/html");
		assertThat(response.statusCode()).isEqualTo(404);
	}

	@Test
	void whenSwaggerUiIsOpenedItsFilesAreServed() throws Exception {
		assertThat(get("/swagger-ui/index.html", "text/html").body()).contains("swagger-ui.css");
		assertThat(get("/v3/api-docs", "application/json").body()).contains("/orders/{id}");
	}

	private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
		return this.client.send(request(path).header("Accept", accept).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> webhook(String form, String signature) throws IOException, InterruptedException {
		return this.client.send(request("/webhooks/payment").header("X-Signature", signature)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form))
			.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path));
	}

	private String sign(String form) throws GeneralSecurityException {
		Mac mac = Mac.getInstance("HmacSHA256");
		mac.init(new SecretKeySpec(this.key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
		return HexFormat.of().formatHex(mac.doFinal(form.getBytes(StandardCharsets.UTF_8)));
	}

}
