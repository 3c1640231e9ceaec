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

package io.github.apisecurity.audit.trail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EcsFormat} against the fields of ECS 8.11, and for {@link OcsfFormat}
 * against the definitions of OCSF 1.9.0-dev.
 */
class TrailFormatTests {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final EventFormat ecs = new EventFormat(Format.ECS, "shop", () -> "node-1");

	private final EventFormat ocsf = new EventFormat(Format.OCSF, "shop", () -> "node-1");

	static Stream<SecurityEvent> events() {
		List<SecurityEvent> events = new ArrayList<>();
		for (String id : ids()) {
			for (String method : List.of("GET", "POST", "PATCH", "DELETE", "OPTIONS")) {
				events.add(event(id, method, "192.0.2.1"));
			}
			events.add(event(id, "GET", "unknown"));
			events.add(new SecurityEvent(Instant.EPOCH, new SecurityEventType(id, Outcome.FAILURE), null, null, null,
					null, null, null, Map.of()));
		}
		return events.stream();
	}

	// All that the library has, and some of applications.
	private static Set<String> ids() {
		Set<String> ids = new TreeSet<>(List.of("session_logout", "session_created", "sys_shutdown",
				"sys_monitor_disabled", "attack_found", "order_refund"));
		Pattern type = Pattern.compile("new SecurityEventType\\(\\s*(?:\"([a-z_]+)\"|Checkpoint.EVENT)");
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			files.filter(Files::isRegularFile)
				.flatMap((file) -> type.matcher(Documentation.read(file)).results())
				.forEach((found) -> ids.add((found.group(1) != null) ? found.group(1) : Checkpoint.EVENT));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		assertThat(ids).contains("authn_login_success", "crypt_encrypt_fail", "api_access", "authz_admin",
				"audit_checkpoint", "malicious_csp_violation");
		return ids;
	}

	@Test
	void whenFormatIsEcsEachFieldIsAPublishedOneOfItsType() throws IOException {
		JsonNode fields = facts("ecs-8.11.json");
		events().forEach((event) -> {
			JsonNode document = mapper.readTree(TrailRecord.of(event, this.ecs).json());
			assertThat(document.at("/@timestamp").stringValue()).isEqualTo("1970-01-01T00:00:00Z");
			checkEcs(document, "", fields);
			JsonNode types = fields.get("event.category").get("types").get(document.at("/event/category/0").asString());
			assertThat(types).as("category of %s", document.at("/event/action")).isNotNull();
			assertThat(types).as("type of %s", document.at("/event/action")).contains(document.at("/event/type/0"));
		});
	}

	private static void checkEcs(JsonNode node, String prefix, JsonNode fields) {
		node.properties().forEach((member) -> {
			String name = prefix + member.getKey();
			JsonNode value = member.getValue();
			if (name.equals("api_security")) {
				return;
			}
			if (value.isObject()) {
				checkEcs(value, name + '.', fields);
				return;
			}
			assertThat(fields.has(name)).as(name).isTrue();
			String type = fields.get(name).get("type").stringValue();
			JsonNode single = (value.isArray()) ? value.get(0) : value;
			assertThat(value.isArray()).as(name).isEqualTo(type.endsWith("[]"));
			assertThat(single.isIntegralNumber()).as(name).isEqualTo(type.equals("number"));
			JsonNode values = fields.get(name).get("values");
			if (values != null) {
				assertThat(values).as(name).contains(single);
			}
		});
	}

	@Test
	void whenFormatIsOcsfEachAttributeIsADefinedOneAndNoneIsMissing() throws IOException {
		JsonNode facts = facts("ocsf-1.9.0-dev.json");
		events().forEach((event) -> {
			JsonNode document = mapper.readTree(TrailRecord.of(event, this.ocsf).json());
			int uid = document.get("class_uid").intValue();
			JsonNode type = facts.get("classes").get(String.valueOf(uid));
			assertThat(type).as("class " + uid).isNotNull();
			assertThat(document.get("type_uid").intValue())
				.isEqualTo(uid * 100 + document.get("activity_id").intValue());
			assertThat(document.get("category_uid").intValue()).isEqualTo(uid / 1000);
			checkOcsf(document, type, facts.get("objects"), "");
		});
	}

	@Test
	void whenTokensAreRevokedThatIsALogoff() {
		JsonNode document = mapper
			.readTree(TrailRecord.of(event("authn_token_revoked", "POST", "192.0.2.1"), this.ocsf).json());
		assertThat(document.get("type_uid").intValue()).isEqualTo(300202);
	}

	private static void checkOcsf(JsonNode node, JsonNode type, JsonNode objects, String path) {
		type.get("required").forEach((name) -> assertThat(node.has(name.stringValue())).as(path + name).isTrue());
		if (type.has("at_least_one")) {
			assertThat(type.get("at_least_one").valueStream().anyMatch((name) -> node.has(name.stringValue()))).as(path)
				.isTrue();
		}
		node.properties().forEach((member) -> {
			String name = path + member.getKey();
			JsonNode attribute = type.get("attributes").get(member.getKey());
			assertThat(attribute).as(name).isNotNull();
			String kind = attribute.get("type").stringValue();
			JsonNode value = member.getValue();
			if (attribute.has("enum")) {
				assertThat(attribute.get("enum")).as(name)
					.anyMatch((allowed) -> allowed.stringValue().equals(value.asString()));
			}
			switch (kind) {
				case "integer_t", "long_t", "timestamp_t", "port_t" ->
					assertThat(value.isIntegralNumber()).as(name).isTrue();
				case "object" -> assertThat(value.isObject()).as(name).isTrue();
				case "object_t" ->
					checkOcsf(value, objects.get(attribute.get("object").stringValue()), objects, name + '.');
				case "boolean_t" -> assertThat(value.isBoolean()).as(name).isTrue();
				default -> assertThat(value.isString()).as(name).isTrue();
			}
		});
	}

	@Test
	void whenValuesAreHostileNothingIsForged() {
		String hostile = "ada\",\"user\":\"root\r\n\u202e\u2028\ud800\u0000";
		SecurityEvent event = new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, hostile, hostile,
				hostile, hostile, hostile,
				new RequestDetails(hostile, hostile, hostile, hostile, hostile, Map.of(hostile, hostile), hostile),
				Map.of(hostile, hostile, "nested", Map.of(hostile, List.of(hostile))));
		for (EventFormat format : List.of(this.ecs, this.ocsf, new EventFormat(Format.OWASP, "shop", () -> "node-1"))) {
			String json = TrailRecord.of(event, format).json();
			assertThat(json).doesNotContain("\n", "\r", "\u202e", "\u2028", "\ud800", "\u0000")
				.doesNotContain("\"user\":\"root\"");
			String canonical = CanonicalJson.write(TrailRecord.of(event, format).document());
			assertThat(CanonicalJson.write(CanonicalJson.read(canonical))).isEqualTo(canonical);
			assertThat(mapper.readTree(canonical)).isEqualTo(mapper.readTree(json));
		}
	}

	private static JsonNode facts(String name) throws IOException {
		return mapper.readTree(new ClassPathResource(name, TrailFormatTests.class).getInputStream());
	}

	private static SecurityEvent event(String id, String method, String address) {
		return new SecurityEvent(Instant.EPOCH, new SecurityEventType(id, Outcome.SUCCESS), "reason", "ada",
				"https://issuer.example.com", "token", "trace",
				new RequestDetails("request", address, method, "/orders/1", "/orders/{id}", Map.of("id", "1"), "agent"),
				Map.of("policy", "default"));
	}

}
