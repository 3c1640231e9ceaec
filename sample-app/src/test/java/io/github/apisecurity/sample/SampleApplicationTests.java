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

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What only the database can tell.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "api-security.rate-limit.policies.transfers.limits=1000/1m")
class SampleApplicationTests {

	@Autowired
	private FieldCipher cipher;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	private BankClient bank;

	@BeforeEach
	void createClient() {
		this.bank = new BankClient(URI.create("http://127.0.0.1:" + this.port));
	}

	@Test
	void whenViewerReadsMaskedValueDatabaseKeepsItClear() {
		HttpResponse<String> response = this.bank.get("/api/customers/1", this.bank.tokenOf("viewer"));
		assertThat(this.bank.json(response).get("nationalId").asString()).isEqualTo("410*********321");
		assertThat(nationalIdOf(1)).isEqualTo("41012345321");
	}

	@Test
	void whenEditorWritesAndReadsMaskedAnswerDatabaseKeepsItClear() {
		HttpResponse<String> response = this.bank.put("/api/customers/5", this.bank.tokenOf("editor"), """
				{"name": "Dora Nolan", "email": "dora@example.com", "phone": "+12025550199", \
				"nationalId": "85099988811"}""");
		assertThat(this.bank.json(response).get("nationalId").asString()).isEqualTo("850*********811");
		assertThat(nationalIdOf(5)).isEqualTo("85099988811");
	}

	@Test
	void whenTransferFailsNothingIsMoved() {
		BigDecimal before = balanceOf(6);
		HttpResponse<String> response = this.bank.post("/api/transfers", this.bank.transferTokenOf("admin"),
				"{\"fromAccount\": 6, \"toAccount\": 1, \"amount\": 9999.99}");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(balanceOf(6)).isEqualByComparingTo(before);
	}

	@Test
	void whenReferenceHoldsMarkupOrHiddenCharactersNothingIsMoved() {
		BigDecimal before = balanceOf(5);
		String token = this.bank.transferTokenOf("admin");
		for (String reference : List.of("<script>", "${jndi:ldap://x}", "Rent\\u202e", "Rent\\u200b", "Rent\\n")) {
			HttpResponse<String> response = this.bank.post("/api/transfers", token,
					"{\"fromAccount\": 5, \"toAccount\": 1, \"amount\": 0.01, \"reference\": \"" + reference + "\"}");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(this.bank.json(response).at("/errors/0/code").asString()).isEqualTo("safe-text");
		}
		assertThat(balanceOf(5)).isEqualByComparingTo(before);
	}

	@Test
	void whenTransfersRaceNoMoneyIsLost() throws Exception {
		String token = this.bank.transferTokenOf("admin");
		BigDecimal before = balanceOf(1).add(balanceOf(3));
		List<CompletableFuture<Integer>> transfers = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			String body = (i % 2 == 0) ? "{\"fromAccount\": 1, \"toAccount\": 3, \"amount\": 1.25}"
					: "{\"fromAccount\": 3, \"toAccount\": 1, \"amount\": 0.75}";
			transfers
				.add(CompletableFuture.supplyAsync(() -> this.bank.post("/api/transfers", token, body).statusCode()));
		}
		CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		assertThat(transfers).extracting(CompletableFuture::join).contains(201).isSubsetOf(201, 409);
		assertThat(balanceOf(1).add(balanceOf(3))).isEqualByComparingTo(before);
	}

	@Test
	void whenAdministratorAsksWhatSomebodyDidIsAQuery() {
		this.bank.get("/api/customers/1", this.bank.tokenOf("viewer"));
		String query = "/actuator/apisecurityaudit?principal=viewer&event=authn_login_success&issuer=http://127.0.0.1:";
		await().untilAsserted(
				() -> assertThat(this.bank.json(this.bank.get(query + "0", this.bank.tokenOf("admin"))).get("events"))
					.isNotEmpty());
		assertThat(this.bank.json(this.bank.get(query + "1", this.bank.tokenOf("admin"))).get("events")).isEmpty();
	}

	@Test
	void whenAdministratorEncryptsAgainThatIsRecorded() {
		String admin = this.bank.tokenOf("admin");
		await()
			.until(() -> this.bank.post("/actuator/encryption", admin, "{\"dryRun\": \"true\"}").statusCode() == 202);
		String query = "/actuator/apisecurityaudit?principal=admin&event=crypt_admin";
		await().untilAsserted(
				() -> assertThat(this.bank.json(this.bank.get(query, admin)).at("/events/0/reason").asString())
					.isEqualTo("reencryption_started"));
	}

	private @Nullable String nationalIdOf(long customer) {
		String stored = this.jdbc.sql("select national_id from customer where id = ?")
			.param(customer)
			.query(String.class)
			.single();
		assertThat(stored).startsWith("aps1.g.sample.");
		return this.cipher.decrypt(new EncryptedColumn("customer", "national_id"), stored);
	}

	private BigDecimal balanceOf(long account) {
		return this.jdbc.sql("select balance from account where id = ?")
			.param(account)
			.query(BigDecimal.class)
			.single();
	}

}
