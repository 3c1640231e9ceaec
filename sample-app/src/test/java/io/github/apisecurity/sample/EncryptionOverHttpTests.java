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

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The life of encrypted values, as an administrator sees it: plain text is encrypted, the
 * key is changed while the bank serves, and a person is forgotten.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.datasource.url=jdbc:h2:mem:http-encryption",
				"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=",
				"api-security.encryption.keys.k2=Zk9QxT2nWv7bL4mRd8sYc1fHjG6pAe3uNiOoVtXyBqE=",
				"api-security.encryption.index-key=k1", "api-security.encryption.reencryption.at-start=false",
				"api-security.encryption.reencryption.batch-size=10",
				"api-security.rate-limit.policies.api.limits=100000/1m" })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(OutputCaptureExtension.class)
class EncryptionOverHttpTests {

	@TempDir
	static Path directory;

	@Autowired
	private JdbcTemplate jdbc;

	@LocalServerPort
	private int port;

	private BankClient bank;

	private String admin;

	@DynamicPropertySource
	static void activate(DynamicPropertyRegistry registry) throws IOException {
		Path active = Files.writeString(directory.resolve("active"), "k1");
		registry.add("api-security.encryption.active-key", () -> "file:" + active);
	}

	@BeforeEach
	void logIn() {
		this.bank = new BankClient(URI.create("http://127.0.0.1:" + this.port));
		this.admin = this.bank.tokenOf("admin");
	}

	@Test
	@Order(1)
	void whenValuesArePlainTheyAreReadCountedAndEncrypted() {
		assertThat(column("national_id")).contains("41012345321");
		assertThat(customer(1).get("nationalId").asString()).isEqualTo("41012345321");
		assertThat(count("Customer.nationalId")).containsEntry("plaintext", 6).containsEntry("k1", 0);
		for (String body : List.of("{\"dryRun\": \"yes\"}", "{\"dryRun\": \"1\"}", "{\"dryrun\": \"true\"}")) {
			assertThat(this.bank.post("/actuator/encryption", this.admin, body).statusCode()).as(body).isEqualTo(400);
		}
		assertThat(progress().get("state").asString()).isEqualTo("NEVER_RUN");
		JsonNode dry = run("{\"dryRun\": \"true\"}");
		assertThat(dry.get("changed").asInt()).isEqualTo(18);
		assertThat(column("national_id")).contains("41012345321");
		assertThat(run("{}").get("changed").asInt()).isEqualTo(18);
		assertThat(column("national_id")).allMatch((stored) -> stored.startsWith("aps1.g.k1."));
		assertThat(column("phone")).allMatch((stored) -> stored.startsWith("aps1.s.k1."));
		assertThat(this.jdbc.queryForList("select iban from account", String.class))
			.allMatch((stored) -> stored.startsWith("aps1.g.k1."));
		assertThat(count("Customer.nationalId")).containsEntry("plaintext", 0).containsEntry("k1", 6);
		assertThat(customer(1).get("nationalId").asString()).isEqualTo("41012345321");
	}

	@Test
	@Order(2)
	void whenSearchedIsFoundByTheIndex() {
		HttpResponse<String> found = this.bank.post("/api/customers/search", this.admin,
				"{\"nationalId\": \"410-1234 5321\"}");
		assertThat(this.bank.json(found).get("name").asString()).isEqualTo("Alice Carter");
		HttpResponse<String> account = this.bank.post("/api/accounts/search", this.admin,
				"{\"iban\": \"TR51 0006 1051 9786 4578 4130 03\"}");
		assertThat(this.bank.json(account).get("id").asInt()).isEqualTo(3);
		assertThat(
				this.bank.post("/api/customers/search", this.admin, "{\"nationalId\": \"41012345322\"}").statusCode())
			.isEqualTo(404);
		assertThat(this.bank.post("/api/customers", this.admin, body("Twin", 41012345321L)).statusCode())
			.isEqualTo(409);
	}

	@Test
	@Order(3)
	void whenKeyIsChangedWhileTheBankServesNothingIsLostOrLeftBehind() throws Exception {
		for (long i = 0; i < 60; i++) {
			create(30_000_000_000L + i);
		}
		AtomicBoolean ended = new AtomicBoolean();
		ExecutorService clients = Executors.newFixedThreadPool(2);
		try {
			List<Future<Map<Long, Long>>> written = new ArrayList<>();
			for (int client = 0; client < 2; client++) {
				written.add(clients.submit(new Client(client, ended)));
			}
			Files.writeString(directory.resolve("active"), "k2");
			await().atMost(Duration.ofSeconds(30))
				.until(() -> this.bank.get("/actuator/apisecurity", this.admin)
					.body()
					.contains("\"active-key\":\"k2\""));
			JsonNode progress = run("{}");
			assertThat(progress.get("state").asString()).isEqualTo("FINISHED");
			assertThat(progress.get("read").asInt()).isGreaterThan(60);
			ended.set(true);
			for (Future<Map<Long, Long>> client : written) {
				client.get()
					.forEach((id, number) -> assertThat(customer(id).get("nationalId").asLong()).isEqualTo(number));
			}
		}
		finally {
			ended.set(true);
			clients.shutdownNow();
		}
		assertThat(column("national_id")).allMatch((stored) -> stored.startsWith("aps1.g.k2."));
		assertThat(count("Customer.nationalId")).containsEntry("k1", 0).containsEntry("plaintext", 0);
		assertThat(count("Customer.phone")).containsEntry("k1", 0);
		assertThat(count("Account.iban")).containsEntry("k1", 0).containsEntry("k2", 6);
		HttpResponse<String> found = this.bank.post("/api/customers/search", this.admin,
				"{\"nationalId\": \"41012345321\"}");
		assertThat(this.bank.json(found).get("id").asInt()).isEqualTo(1);
	}

	@Test
	@Order(4)
	void whenCustomerIsForgottenPersonalDataIsGoneEvenFromACopy() {
		String copy = this.jdbc.queryForObject("select phone from customer where id = 2", String.class);
		assertThat(customer(2).get("phone").asString()).isEqualTo("+12025550102");
		assertThat(this.bank.delete("/api/admin/customers/2/personal-data", this.bank.tokenOf("editor")).statusCode())
			.isEqualTo(403);
		assertThat(this.bank.delete("/api/admin/customers/2/personal-data", this.admin).statusCode()).isEqualTo(204);
		assertThat(customer(2).get("phone").isNull()).isTrue();
		assertThat(customer(3).get("phone").asString()).isEqualTo("+12025550103");
		this.jdbc.update("update customer set phone = ? where id = 2", copy);
		assertThat(customer(2).get("phone").isNull()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"concat(substring(national_id from 1 for 40), case substring(national_id from 41 for 2) when 'AA' then 'BB'"
					+ " else 'AA' end, substring(national_id from 43))",
			"substring(national_id from 1 for 40)", "(select national_id from customer where id = 1)",
			"(select iban from account where id = 1)", "concat('aps1.g.k9.', substring(national_id from 11))" })
	@Order(5)
	void whenValueIsChangedCutOrForeignAnswersWithoutDetail(String sql, CapturedOutput output) {
		String stored = this.jdbc.queryForObject("select national_id from customer where id = 4", String.class);
		this.jdbc.update("update customer set national_id = " + sql + " where id = 4");
		try {
			// Another row of the same column is not told apart, see the documentation.
			boolean sameColumn = sql.contains("id = 1") && !sql.contains("account");
			HttpResponse<String> response = this.bank.get("/api/customers/4", this.admin);
			assertThat(response.statusCode()).isEqualTo(sameColumn ? 200 : 500);
			if (!sameColumn) {
				assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
				assertThat(response.body()).doesNotContain("national", "k2", "k9", "aps1", "crypt");
				await().atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(output.getAll()).contains("crypt_decrypt_fail"));
				assertThat(output.getAll()).doesNotContain("74055566677");
			}
		}
		finally {
			this.jdbc.update("update customer set national_id = ? where id = 4", stored);
		}
	}

	private JsonNode run(String body) {
		assertThat(this.bank.post("/actuator/encryption", this.bank.tokenOf("editor"), body).statusCode())
			.isEqualTo(403);
		HttpResponse<String> started = this.bank.post("/actuator/encryption", this.admin, body);
		assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
		await().atMost(Duration.ofSeconds(60)).until(() -> !progress().get("state").asString().equals("RUNNING"));
		return progress();
	}

	private JsonNode progress() {
		return this.bank.json(this.bank.get("/actuator/encryption", this.admin)).get("reencryption");
	}

	private Map<String, Integer> count(String attribute) {
		Map<String, Integer> counts = new TreeMap<>();
		this.bank.json(this.bank.get("/actuator/encryption", this.admin))
			.get("values")
			.properties()
			.forEach((entry) -> {
				if (entry.getKey().endsWith("." + attribute)) {
					entry.getValue().properties().forEach((key) -> counts.put(key.getKey(), key.getValue().asInt()));
				}
			});
		return counts;
	}

	private List<String> column(String name) {
		return this.jdbc.queryForList("select " + name + " from customer", String.class);
	}

	private JsonNode customer(long id) {
		return this.bank.json(this.bank.get("/api/customers/" + id, this.admin));
	}

	private long create(long number) {
		HttpResponse<String> created = this.bank.post("/api/customers", this.admin, body("Frida Berg", number));
		assertThat(created.statusCode()).isEqualTo(201);
		return this.bank.json(created).get("id").asLong();
	}

	private static String body(String name, long number) {
		return "{\"name\": \"" + name + "\", \"email\": \"frida.berg@example.com\", \"phone\": \"+12025550107\", "
				+ "\"nationalId\": \"" + number + "\"}";
	}

	/**
	 * Creates customers and changes them, without end.
	 */
	private final class Client implements Callable<Map<Long, Long>> {

		private final AtomicBoolean ended;

		private long number;

		private Client(int client, AtomicBoolean ended) {
			this.ended = ended;
			this.number = 50_000_000_000L + client * 1_000_000_000L;
		}

		@Override
		public Map<Long, Long> call() {
			Map<Long, Long> written = new TreeMap<>();
			while (!this.ended.get()) {
				long id = create(++this.number);
				HttpResponse<String> changed = EncryptionOverHttpTests.this.bank.put("/api/customers/" + id,
						EncryptionOverHttpTests.this.admin, body("Frida Lund", ++this.number));
				assertThat(changed.statusCode()).isEqualTo(200);
				written.put(id, this.number);
			}
			return written;
		}

	}

}
