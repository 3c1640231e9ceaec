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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the payment provider calls: a form, signed over its bytes.
 */
@RestController
class PaymentWebhook {

	private final OrderRepository orders;

	private final byte[] key;

	PaymentWebhook(OrderRepository orders, @Value("${shop.webhook-key}") String key) {
		this.orders = orders;
		this.key = key.getBytes(StandardCharsets.UTF_8);
	}

	@PostMapping(path = "/webhooks/payment", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void paid(InputStream content, @RequestHeader("X-Signature") String signature) throws IOException {
		// As it was sent: a form as @RequestBody is made of its fields.
		byte[] body = content.readAllBytes();
		// The bytes of the texts: what was sent need not be hexadecimal.
		String expected = HexFormat.of().formatHex(sign(body));
		if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				signature.getBytes(StandardCharsets.UTF_8))) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN, "Wrong signature");
		}
		String form = new String(body, StandardCharsets.UTF_8);
		long id = Long.parseLong(form.substring(form.indexOf("order=") + "order=".length()));
		this.orders.findById(id).ifPresent((order) -> {
			order.pay();
			this.orders.save(order);
		});
	}

	private byte[] sign(byte[] body) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(this.key, "HmacSHA256"));
			return mac.doFinal(body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
