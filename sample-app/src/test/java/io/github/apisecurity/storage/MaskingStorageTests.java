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

package io.github.apisecurity.storage;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.WriteBack;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON columns stay clear, and a mask that is sent back keeps the stored value, over HTTP
 * and JPA.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.config.name=storage", "spring.datasource.url=jdbc:h2:mem:storage",
				"spring.jpa.hibernate.ddl-auto=create-drop", "spring.jpa.open-in-view=false",
				"spring.sql.init.mode=never", "api-security.masking.properties.note=FULL" })
class MaskingStorageTests {

	private static final String CANARY = "canary-and-company";

	private static final String NATIONAL_ID = "41012345321";

	private static final String EMAIL = "canary@example.com";

	private static final String HIDDEN = "hidden-canary";

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private TransactionTemplate transaction;

	@Autowired
	private EntityManager entities;

	@LocalServerPort
	private int port;

	@BeforeEach
	void store() {
		this.transaction.executeWithoutResult((status) -> {
			this.entities.createQuery("delete from Patient").executeUpdate();
			this.entities.persist(new Patient("Ada", NATIONAL_ID, EMAIL, HIDDEN, new Details(CANARY, CANARY)));
		});
	}

	@Test
	void jsonColumnsStayClear() throws Exception {
		assertThat(stored("cast(json as varchar)")).contains(CANARY).doesNotContain("***");
		assertThat(stored("converted")).contains(CANARY).doesNotContain("***");
		assertThat(send("GET", "/details", null).body()).contains("***").doesNotContain(CANARY);
		assertThat(stored("converted")).contains(CANARY).doesNotContain("***");
	}

	@Test
	void whenMaskedRepresentationIsPutBackKeptValuesStayAndOthersChange() throws Exception {
		String masked = send("GET", "/patient", null).body();
		assertThat(masked).contains("410*********321", "\"hidden\":null").doesNotContain(NATIONAL_ID, HIDDEN);
		Map<String, Object> changed = representation(masked);
		changed.put("name", "Grace");
		changed.put("email", "grace@example.com");
		HttpResponse<String> response = send("PUT", "/patient", changed);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(stored("name")).isEqualTo("Grace");
		assertThat(stored("email")).isEqualTo("grace@example.com");
		assertThat(stored("national_id")).isEqualTo(NATIONAL_ID);
		assertThat(stored("hidden")).isEqualTo(HIDDEN);
	}

	@Test
	void whenValueIsSentItReplacesTheStoredOne() throws Exception {
		assertThat(send("PUT", "/patient", Map.of("nationalId", "52098765432")).statusCode()).isEqualTo(200);
		assertThat(stored("national_id")).isEqualTo("52098765432");
	}

	@ParameterizedTest
	@CsvSource({ "/patient, email, c***@example.com", "/new-patient, nationalId, 410*********321",
			"/empty-patient, nationalId, 410*********321", "/new-patient, email, c***@example.com",
			"/record-patient, nationalId, 410*********321" })
	void whenMaskCannotBeKeptIsRefusedAndNothingChanges(String path, String property, String mask) throws Exception {
		HttpResponse<String> response = send("PUT", path, Map.of("name", "Grace", property, mask));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
		assertThat(response.body()).contains("\"#/" + property + "\"", "masked-value");
		assertThat(stored("name")).isEqualTo("Ada");
		assertThat(stored("national_id")).isEqualTo(NATIONAL_ID);
		assertThat(stored("email")).isEqualTo(EMAIL);
	}

	private static Map<String, Object> representation(String json) {
		JsonMapper mapper = new JsonMapper();
		JsonNode tree = mapper.readTree(json);
		return mapper.convertValue(tree, new tools.jackson.core.type.TypeReference<Map<String, Object>>() {
		});
	}

	private String stored(String column) {
		return this.jdbc.sql("select " + column + " from patient").query(String.class).single();
	}

	private HttpResponse<String> send(String method, String path, @Nullable Object body) throws Exception {
		String credentials = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Authorization", "Basic " + credentials)
			.header("Content-Type", "application/json")
			.method(method,
					(body != null) ? BodyPublishers.ofString(new JsonMapper().writeValueAsString(body))
							: BodyPublishers.noBody())
			.build(), BodyHandlers.ofString());
	}

	record Details(String note, @Masked String secret) {

	}

	static class DetailsConverter implements AttributeConverter<Details, String> {

		private final JsonMapper mapper;

		DetailsConverter(JsonMapper mapper) {
			this.mapper = mapper;
		}

		@Override
		public String convertToDatabaseColumn(Details details) {
			return this.mapper.writeValueAsString(details);
		}

		@Override
		public Details convertToEntityAttribute(String column) {
			return this.mapper.readValue(column, Details.class);
		}

	}

	@Entity(name = "Patient")
	static class Patient {

		@Id
		private long id = 1;

		private String name;

		private String nationalId;

		private String email;

		private @Nullable String hidden;

		@JdbcTypeCode(SqlTypes.JSON)
		private Details json;

		@Convert(converter = DetailsConverter.class)
		private Details converted;

		@SuppressWarnings("NullAway.Init")
		protected Patient() {
		}

		Patient(String name, String nationalId, String email, String hidden, Details details) {
			this.name = name;
			this.nationalId = nationalId;
			this.email = email;
			this.hidden = hidden;
			this.json = details;
			this.converted = details;
		}

	}

	/**
	 * Read and written by clients.
	 */
	public static class PatientForm {

		private @Nullable String name;

		@Masked(value = MaskType.NATIONAL_ID, writeBack = WriteBack.KEEP)
		private @Nullable String nationalId;

		@Masked(MaskType.EMAIL)
		private @Nullable String email;

		@Masked(value = MaskType.NULL, writeBack = WriteBack.KEEP)
		private @Nullable String hidden;

		static PatientForm of(Patient patient) {
			PatientForm form = new PatientForm();
			form.name = patient.name;
			form.nationalId = patient.nationalId;
			form.email = patient.email;
			form.hidden = patient.hidden;
			return form;
		}

		void applyTo(Patient patient) {
			patient.name = String.valueOf(this.name);
			patient.nationalId = String.valueOf(this.nationalId);
			patient.email = String.valueOf(this.email);
			patient.hidden = this.hidden;
		}

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

		public @Nullable String getNationalId() {
			return this.nationalId;
		}

		public void setNationalId(@Nullable String nationalId) {
			this.nationalId = nationalId;
		}

		public @Nullable String getEmail() {
			return this.email;
		}

		public void setEmail(@Nullable String email) {
			this.email = email;
		}

		public @Nullable String getHidden() {
			return this.hidden;
		}

		public void setHidden(@Nullable String hidden) {
			this.hidden = hidden;
		}

	}

	public record PatientRecord(@Nullable String name,
			@Masked(value = MaskType.NATIONAL_ID, writeBack = WriteBack.KEEP) @Nullable String nationalId) {

	}

	@RestController
	static class Controller {

		private final EntityManager entities;

		private final TransactionTemplate transaction;

		private final JsonUpdater updater;

		Controller(EntityManager entities, TransactionTemplate transaction, JsonUpdater updater) {
			this.entities = entities;
			this.transaction = transaction;
			this.updater = updater;
		}

		@GetMapping("/details")
		@Nullable Details details() {
			return this.entities.find(Patient.class, 1L).json;
		}

		@GetMapping("/patient")
		PatientForm get() {
			return PatientForm.of(this.entities.find(Patient.class, 1L));
		}

		@PutMapping("/patient")
		void update(@RequestBody String json) {
			this.transaction.executeWithoutResult((status) -> {
				Patient patient = this.entities.find(Patient.class, 1L);
				this.updater.update(PatientForm.of(patient), json).applyTo(patient);
			});
		}

		@PutMapping("/empty-patient")
		void updateEmpty(@RequestBody String json) {
			this.transaction.executeWithoutResult((status) -> this.updater.update(new PatientForm(), json)
				.applyTo(this.entities.find(Patient.class, 1L)));
		}

		@PutMapping("/new-patient")
		void replace(@RequestBody PatientForm form) {
			this.transaction.executeWithoutResult((status) -> form.applyTo(this.entities.find(Patient.class, 1L)));
		}

		@PutMapping("/record-patient")
		void updateRecord(@RequestBody String json) {
			this.transaction.executeWithoutResult((status) -> {
				Patient patient = this.entities.find(Patient.class, 1L);
				PatientRecord changed = this.updater.update(new PatientRecord(patient.name, patient.nationalId), json);
				patient.nationalId = String.valueOf(changed.nationalId());
			});
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class TestApplication {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("user").password("{noop}secret").authorities("ROLE_USER").build());
		}

	}

}
