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

package io.github.apisecurity.sample;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where masked values must not turn up, and where they must stay.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class MaskingLeakTests {

	private static final String EMAIL = Canaries.EMAIL;

	private static final String PHONE = Canaries.PHONE;

	private static final String NATIONAL_ID = Canaries.NATIONAL_ID;

	private static final String IBAN = Canaries.IBAN;

	private static final long CUSTOMER = 6;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	private BankClient bank;

	@BeforeEach
	void storeCanaries() {
		this.bank = new BankClient(URI.create("http://127.0.0.1:" + this.port));
		this.jdbc.sql("update customer set email = ?, phone = ?, national_id = ? where id = ?")
			.params(EMAIL, PHONE, NATIONAL_ID, CUSTOMER)
			.update();
		this.jdbc.sql("update account set iban = ? where id = 1").param(IBAN).update();
	}

	@Test
	void canariesAppearNowhereButInTheDatabase(CapturedOutput output) {
		List<HttpResponse<String>> responses = new ArrayList<>();
		String viewer = this.bank.tokenOf("viewer");
		String editor = this.bank.tokenOf("editor");
		responses.add(this.bank.get("/api/customers?size=50", viewer));
		responses.add(this.bank.get("/api/customers/" + CUSTOMER, viewer));
		responses.add(this.bank.get("/api/customers/" + CUSTOMER, editor));
		responses.add(this.bank.get("/api/accounts", this.bank.tokenOfPerson("alice")));
		responses.add(this.bank.get("/api/customers?sort=nationalId", viewer));
		// A conflict with a stored value, and a value that is not valid.
		responses.add(this.bank.post("/api/customers", editor, customer(EMAIL, PHONE, NATIONAL_ID)));
		responses.add(this.bank.post("/api/customers", editor, customer(EMAIL + " " + EMAIL, PHONE, NATIONAL_ID)));
		responses.add(this.bank.put("/api/customers/" + CUSTOMER, viewer, customer(EMAIL, PHONE, NATIONAL_ID)));
		responses.add(this.bank.put("/api/customers/" + CUSTOMER, editor, customer(EMAIL, PHONE, NATIONAL_ID)));
		String admin = this.bank.tokenOf("admin");
		assertThat(this.bank.get("/api/customers/" + CUSTOMER, admin).body()).contains(EMAIL, PHONE, NATIONAL_ID);
		for (String path : List.of("metrics", "metrics/http.server.requests", "apisecurity", "health", "info")) {
			responses.add(this.bank.get("/actuator/" + path, admin));
		}
		assertThat(responses)
			.allSatisfy((response) -> assertThat(response.body()).doesNotContain(EMAIL, PHONE, NATIONAL_ID, IBAN));
		assertThat(responses.subList(0, 4)).allSatisfy((response) -> assertThat(response.statusCode()).isEqualTo(200));
		assertThat(responses.get(3).body()).contains("TR**********3999");
		// The trail is written by a thread of its own.
		await().untilAsserted(() -> assertThat(output.getAll()).contains("sensitive_read"));
		assertThat(output.getAll()).doesNotContain(EMAIL, PHONE, NATIONAL_ID, IBAN);
		assertThat(stored()).isEqualTo(Map.of("EMAIL", EMAIL, "PHONE", PHONE, "NATIONAL_ID", NATIONAL_ID));
	}

	@Test
	void whenMaskedRepresentationIsPutBackStoredValuesAreUntouched() {
		String editor = this.bank.tokenOf("editor");
		String masked = this.bank.get("/api/customers/" + CUSTOMER, editor).body();
		assertThat(masked).contains("c***@masked.example", "+90*****54", "777*********765");
		String representation = masked.replaceFirst("\"id\":\\d+,", "");
		HttpResponse<String> response = this.bank.put("/api/customers/" + CUSTOMER, editor, representation);
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(this.bank.json(response).at("/errors/0/code").asString()).isEqualTo("masked-value");
		assertThat(stored()).isEqualTo(Map.of("EMAIL", EMAIL, "PHONE", PHONE, "NATIONAL_ID", NATIONAL_ID));
	}

	@ParameterizedTest
	@CsvSource({ "email, c***@masked.example", "phone, +90*****54", "nationalId, 777*********765" })
	void whenOneMaskIsPutBackIsRefusedByNameWhoeverSendsIt(String property, String mask) {
		Map<String, Object> before = row();
		for (String caller : List.of("editor", "admin")) {
			Map<String, String> representation = new HashMap<>(Map.of("name", "Another Name", "email",
					"other@example.com", "phone", "+12025550188", "nationalId", "30333344455"));
			representation.put(property, mask);
			HttpResponse<String> response = this.bank.put("/api/customers/" + CUSTOMER, this.bank.tokenOf(caller),
					new JsonMapper().writeValueAsString(representation));
			assertThat(response.statusCode()).isEqualTo(422);
			assertThat(this.bank.json(response).at("/errors/0/pointer").asString()).isEqualTo("#/" + property);
		}
		assertThat(row()).isEqualTo(before);
	}

	private Map<String, Object> row() {
		return Map.copyOf(this.jdbc.sql("select * from customer where id = ?")
			.param(CUSTOMER)
			.query()
			.singleRow()
			.entrySet()
			.stream()
			.filter((column) -> column.getValue() != null)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	private Map<String, Object> stored() {
		return Map.copyOf(this.jdbc.sql("select email, phone, national_id from customer where id = ?")
			.param(CUSTOMER)
			.query()
			.singleRow());
	}

	private static String customer(String email, String phone, String nationalId) {
		return "{\"name\": \"Erik Olsen\", \"email\": \"%s\", \"phone\": \"%s\", \"nationalId\": \"%s\"}"
			.formatted(email, phone, nationalId);
	}

}
