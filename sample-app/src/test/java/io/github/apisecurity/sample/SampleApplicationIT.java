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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.apisecurity.audit.trail.AuditTrailVerifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the packaged application and makes the calls of {@code docs/quickstart.md} over
 * real HTTP.
 */
class SampleApplicationIT {

	private static final String MASKED = "410*********321";

	private static final String CLEAR = "41012345321";

	private static final String VALID_CUSTOMER = """
			{"name": "Frida Berg", "email": "frida.berg@example.com", "phone": "+12025550107", \
			"nationalId": "%s"}""";

	private static final String INVALID_CUSTOMER = """
			{"name": "", "email": "not-an-address", "phone": "call-me-maybe", "nationalId": "123456789secret"}""";

	@TempDir
	private static Path directory;

	private static SampleProcess sample;

	private static BankClient bank;

	@BeforeAll
	static void start() throws Exception {
		sample = SampleProcess.start("-Dspring.datasource.url=" + database(), "-Dspring.datasource.username=sa",
				"-Dspring.sql.init.mode=always", "-Dapi-security.audit.queue.durable=true",
				"-Dapi-security.audit.instance=sample",
				"-Dapi-security.audit.sinks.file.path=" + directory.resolve("audit.jsonl"),
				"-Dapi-security.audit.sinks.file.chain.signing-key=" + writeSigningKey().toUri());
		bank = new BankClient(URI.create("http://127.0.0.1:" + sample.port()));
	}

	/**
	 * Every answer was checked when it came, and the log is when the application ends.
	 */
	@AfterAll
	static void stopAndLookForMaskedValues() throws Exception {
		if (sample == null) {
			return;
		}
		try (SampleProcess ending = sample) {
			String admin = bank.tokenOf("admin");
			for (String path : List.of("", "/health", "/info", "/apisecurity")) {
				assertThat(bank.get("/actuator" + path, admin).statusCode()).isIn(200, 404);
			}
			List<String> metrics = bank.json(bank.get("/actuator/metrics", admin))
				.get("names")
				.values()
				.stream()
				.map(JsonNode::asString)
				.toList();
			assertThat(metrics).contains("http.server.requests");
			for (String metric : metrics) {
				assertThat(bank.get("/actuator/metrics/" + metric, admin).statusCode()).isEqualTo(200);
			}
			assertThat(ending.output()).contains("sensitive_read");
		}
		assertThat(Canaries.checked()).isGreaterThan(100);
		assertDatabaseIsClear();
		assertAuditTrailIsWhole();
	}

	private static Path writeSigningKey() throws Exception {
		KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
		String publicKey = pem("PUBLIC KEY", keys.getPublic());
		Files.writeString(directory.resolve("audit.pub.pem"), publicKey);
		return Files.writeString(directory.resolve("audit.pem"), pem("PRIVATE KEY", keys.getPrivate()) + publicKey);
	}

	private static String pem(String type, Key key) {
		return "-----BEGIN " + type + "-----\n" + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n-----END "
				+ type + "-----\n";
	}

	// The verifier has the JDK and the library, and nothing else.
	private static void assertAuditTrailIsWhole() throws Exception {
		Path trail = directory.resolve("audit.jsonl");
		String text = Files.readString(trail);
		Canaries.assertAbsent("the audit trail", text);
		assertThat(text).contains("authn_login_fail", "sensitive_read", "sys_startup");
		Process verifier = new ProcessBuilder(Path.of(System.getProperty("sample.java.home"), "bin", "java").toString(),
				"-cp",
				Path.of(AuditTrailVerifier.class.getProtectionDomain().getCodeSource().getLocation().toURI())
					.toString(),
				AuditTrailVerifier.class.getName(), "--public-key", directory.resolve("audit.pub.pem").toString(),
				"--checkpoints", trail + ".checkpoints", trail.toString())
			.redirectErrorStream(true)
			.start();
		String found = new String(verifier.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		long records = text.lines().count();
		assertThat(found).isEqualToNormalizingNewlines(
				"sample: records 1 to " + records + " follow each other, anchored up to " + records + "\n");
		assertThat(verifier.waitFor()).isZero();
	}

	private static void assertDatabaseIsClear() throws Exception {
		try (Connection connection = DriverManager.getConnection(database(), "sa", "");
				Statement statement = connection.createStatement()) {
			ResultSet rows = statement.executeQuery(
					"select c.email, c.phone, c.national_id, a.iban from customer c join account a on a.customer_id = c.id "
							+ "where c.subject = 'viewer'");
			assertThat(rows.next()).isTrue();
			assertThat(List.of(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)))
				.satisfiesExactly((email) -> assertThat(email).isEqualTo(Canaries.EMAIL),
						(phone) -> assertThat(phone).startsWith("aps1.s.sample."),
						(nationalId) -> assertThat(nationalId).startsWith("aps1.g.sample."),
						(iban) -> assertThat(iban).startsWith("aps1.g.sample."));
			ResultSet masks = statement
				.executeQuery("select count(*) from customer where concat(name, email, phone, national_id) like '%*%'");
			assertThat(masks.next()).isTrue();
			assertThat(masks.getInt(1)).isZero();
		}
	}

	private static String database() {
		return "jdbc:h2:file:" + directory.resolve("bank");
	}

	@Test
	void whenCanariesAreReadOnlyAdminSeesThem() {
		String admin = bank.tokenOf("admin");
		HttpResponse<String> page = bank.get("/api/customers?size=100", admin);
		assertThat(page.body()).contains(Canaries.EMAIL, Canaries.PHONE, Canaries.NATIONAL_ID);
		for (String caller : List.of("viewer", "editor")) {
			HttpResponse<String> masked = bank.get("/api/customers?size=100", bank.tokenOf(caller));
			assertThat(masked.body()).contains("c***@masked.example", "+90*****54", "777*********765");
		}
		assertThat(bank.get("/api/accounts", bank.tokenOf("viewer")).body()).contains("TR**********3999");
		sample.awaitAuditEvent(event("sensitive_read", "admin", "/api/customers"));
	}

	@Test
	void whenTokenIsMissingAnswersUnauthorizedProblem() {
		HttpResponse<String> response = bank.get("/api/customers/1");
		assertProblem(response, 401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(startsWith("Bearer"));
		assertAudited("authn_login_fail", null, "/api/customers/1");
	}

	@Test
	void whenTokenIsTamperedWithAnswersUnauthorizedProblem() {
		String token = bank.tokenOf("viewer");
		String[] parts = token.split("\\.");
		String forged = String.join(".", parts[0], bank.tokenOf("admin").split("\\.")[1], parts[2]);
		assertProblem(bank.get("/api/customers/2", forged), 401);
		assertAudited("authn_login_fail", null, "/api/customers/2");
	}

	@Test
	void whenSecretIsWrongIssuesNoToken() {
		HttpResponse<String> response = bank.token("viewer", "wrong", Map.of("grant_type", "client_credentials"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertSecurityHeaders(response);
		assertAudited("authn_login_fail", null, "/oauth2/token");
	}

	@Test
	void whenLoginFailsElevenTimesItIsAnAttackAndHasToWait() {
		HttpResponse<String> last = bank.login("mallory", "guess");
		for (int i = 0; i < 10; i++) {
			last = bank.login("mallory", "guess" + i);
		}
		assertThat(last.statusCode()).isEqualTo(429);
		assertThat(last.headers().firstValue("Retry-After")).isPresent();
		JsonNode event = sample.awaitAuditEvent((audited) -> "attack_detected".equals(audited.path("event").asString())
				&& "failed_logins".equals(audited.path("reason").asString()));
		assertThat(event.at("/details/subject").asString()).isEqualTo("user=mallory");
		assertThat(bank.get("/actuator/detection", bank.tokenOf("admin")).body()).contains("failed-logins");
		assertThat(bank.get("/actuator/detection", bank.tokenOf("editor")).statusCode()).isEqualTo(403);
		assertThat(bank.tokenOfPerson("alice")).isNotBlank();
	}

	@Test
	void whenMachineAuthenticatesIssuesTokenForFifteenMinutes() {
		HttpResponse<String> response = bank.token("viewer", "viewer-demo-secret",
				Map.of("grant_type", "client_credentials"));
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode claims = bank.claims(bank.json(response).get("access_token").asString());
		assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(15 * 60);
		assertThat(claims.get("aud").toString()).contains("bank-api");
		assertThat(claims.get("roles").toString()).isEqualTo("[\"VIEWER\"]");
		assertThat(claims.get("sub").asString()).isEqualTo("viewer");
		assertThat(claims.get("jti").asString()).isNotBlank();
	}

	@Test
	void whenViewerReadsMasksNationalId() {
		HttpResponse<String> response = bank.get("/api/customers/1", bank.tokenOf("viewer"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).get("nationalId").asString()).isEqualTo(MASKED);
		assertThat(response.body()).doesNotContain(CLEAR);
		assertSecurityHeaders(response);
		JsonNode event = sample.awaitAuditEvent(event("authn_login_success", "viewer", "/api/customers/1"));
		assertThat(event.get("token_id").asString()).isNotBlank();
		assertThat(event.get("source_ip").asString()).isEqualTo("127.0.0.1");
		assertThat(event.get("useragent").asString()).startsWith("Java-http-client");
	}

	@Test
	void whenViewerListsMasksEveryNationalId() {
		HttpResponse<String> response = bank.get("/api/customers?size=3&sort=name", bank.tokenOf("viewer"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).at("/content").values()).hasSize(3)
			.allSatisfy((customer) -> assertThat(customer.get("nationalId").asString()).matches("\\d{3}\\*{9}\\d{3}"));
	}

	@Test
	void whenAdminReadsRevealsNationalId() {
		HttpResponse<String> response = bank.get("/api/customers/1", bank.tokenOf("admin"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).get("nationalId").asString()).isEqualTo(CLEAR);
	}

	@Test
	void whenSortedByMaskedFieldAnswersBadRequestProblem() {
		assertProblem(bank.get("/api/customers?sort=nationalId", bank.tokenOf("viewer")), 400);
	}

	@Test
	void whenCustomerDoesNotExistAnswersNotFoundProblem() {
		assertProblem(bank.get("/api/customers/4711", bank.tokenOf("viewer")), 404);
	}

	@Test
	void whenViewerWritesAnswersForbiddenProblem() {
		assertProblem(bank.post("/api/customers", bank.tokenOf("viewer"), VALID_CUSTOMER.formatted("30111122233")),
				403);
		assertAudited("authz_fail", "viewer", "/api/customers");
	}

	@Test
	void whenEditorEntersAdminAreaAnswersForbiddenProblem() {
		assertProblem(bank.get("/api/admin/statistics", bank.tokenOf("editor")), 403);
		assertAudited("authz_fail", "editor", "/api/admin/statistics");
	}

	@Test
	void whenBodyIsInvalidNamesEveryFieldAndNoValue() {
		HttpResponse<String> response = bank.post("/api/customers", bank.tokenOf("editor"), INVALID_CUSTOMER);
		assertProblem(response, 400);
		assertThat(bank.json(response).get("errors").values())
			.allSatisfy((error) -> assertThat(error.propertyNames()).contains("pointer", "code", "message"))
			.extracting((error) -> error.get("pointer").asString() + " " + error.get("code").asString())
			.containsExactly("#/email email", "#/name not-blank", "#/nationalId pattern", "#/phone phone-number");
		assertThat(response.body()).doesNotContain("not-an-address", "call-me-maybe", "123456789secret");
		assertAudited("input_validation_fail", "editor", "/api/customers");
		assertThat(sample.output()).doesNotContain("not-an-address", "call-me-maybe", "123456789secret");
	}

	@Test
	void whenBodyIsMalformedAnswersBadRequestProblem() {
		HttpResponse<String> response = bank.post("/api/customers", bank.tokenOf("editor"), "{\"name\": ");
		assertProblem(response, 400);
		assertThat(response.body()).doesNotContain("jackson", "JsonParse");
	}

	@Test
	void whenEditorCreatesCustomerStoresNationalIdInClear() {
		HttpResponse<String> created = bank.post("/api/customers", bank.tokenOf("editor"),
				VALID_CUSTOMER.formatted("30222233344"));
		assertThat(created.statusCode()).isEqualTo(201);
		assertThat(bank.json(created).get("nationalId").asString()).isEqualTo("302*********344");
		String location = created.headers().firstValue("Location").orElseThrow();
		HttpResponse<String> read = bank.get(location, bank.tokenOf("admin"));
		assertThat(bank.json(read).get("nationalId").asString()).isEqualTo("30222233344");
	}

	@Test
	void whenMaskedNationalIdIsSentBackRefusesIt() {
		HttpResponse<String> response = bank.put("/api/customers/2", bank.tokenOf("editor"),
				VALID_CUSTOMER.formatted("520*********432"));
		assertProblem(response, 422);
		assertThat(bank.json(response).at("/errors/0/pointer").asString()).isEqualTo("#/nationalId");
	}

	@Test
	void whenNationalIdIsTakenAnswersConflictProblem() {
		HttpResponse<String> response = bank.post("/api/customers", bank.tokenOf("editor"),
				VALID_CUSTOMER.formatted(CLEAR));
		assertProblem(response, 409);
		assertThat(response.body()).doesNotContain(CLEAR, "constraint");
	}

	@Test
	void whenTransferLimitIsExceededAnswersTooManyRequestsProblem() {
		String token = bank.transferTokenOf("editor");
		String transfer = transfer(5, 3, "1.00");
		HttpResponse<String> response = bank.post("/api/transfers", token, transfer);
		int allowed = 0;
		while (response.statusCode() == 201 && allowed < 50) {
			allowed++;
			response = bank.post("/api/transfers", token, transfer);
		}
		assertThat(allowed).isGreaterThanOrEqualTo(5);
		assertProblem(response, 429);
		assertThat(bank.json(response).get("type").asString())
			.isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
		assertThat(response.headers().firstValue("Retry-After")).hasValueSatisfying((seconds) -> {
			assertThat(seconds).matches("[0-9]+");
			assertThat(Integer.parseInt(seconds)).isBetween(1, 60);
		});
		assertAudited("excess_rate_limit_exceeded", "editor", "/api/transfers");
	}

	@Test
	void whenAdminTransfersMovesMoney() {
		String token = bank.transferTokenOf("admin");
		BigDecimal before = balance(2, token);
		HttpResponse<String> response = bank.post("/api/transfers", token, transfer(4, 2, "10.50"));
		assertThat(response.statusCode()).isEqualTo(201);
		assertThat(balance(2, token)).isEqualByComparingTo(before.add(new BigDecimal("10.50")));
	}

	@Test
	void whenCallerDidNotAuthenticateLatelyTransferAnswersStepUpChallenge() {
		HttpResponse<String> response = bank.post("/api/transfers", bank.tokenOf("admin"), transfer(4, 2, "10.50"));
		assertProblem(response, 401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(
				startsWith("Bearer error=\"insufficient_user_authentication\"").andThen(contains("max_age=\"300\"")));
		assertAudited("authz_fail", "admin", "/api/transfers");
	}

	@Test
	void whenPersonLoggedInLatelyTransfersMoney() {
		HttpResponse<String> response = bank.post("/api/transfers", bank.tokenOfPerson("bob"), transfer(3, 1, "1.00"));
		assertThat(response.statusCode()).isEqualTo(201);
	}

	@Test
	void whenFundsAreInsufficientAnswersConflictProblem() {
		HttpResponse<String> response = bank.post("/api/transfers", bank.transferTokenOf("admin"),
				transfer(6, 1, "5000.00"));
		assertProblem(response, 409);
		assertThat(bank.json(response).get("title").asString()).isEqualTo("Insufficient Funds");
	}

	@Test
	void whenCallerDoesNotOwnAccountAnswersForbiddenProblem() {
		String token = bank.tokenOfPerson("bob");
		assertProblem(bank.get("/api/accounts/1", token), 403);
		assertProblem(bank.get("/api/accounts/4711", token), 403);
		assertProblem(bank.post("/api/transfers", token, transfer(1, 3, "1.00")), 403);
		assertAudited("authz_fail", "bob", "/api/accounts/1");
	}

	@Test
	void whenCallerListsAccountsSeesOwnOnly() {
		HttpResponse<String> response = bank.get("/api/accounts", bank.tokenOf("editor"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).values()).extracting((account) -> account.get("id").asInt()).containsExactly(5);
	}

	@Test
	void whenPersonLogsInWithProofKeyIssuesToken() {
		String token = bank.tokenOfPerson("alice");
		assertThat(bank.claims(token).get("roles").toString()).isEqualTo("[\"VIEWER\"]");
		HttpResponse<String> response = bank.get("/api/customers/1", token);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).get("nationalId").asString()).isEqualTo(MASKED);
		assertThat(bank.get("/api/accounts/1", token).statusCode()).isEqualTo(200);
	}

	@Test
	void whenProofKeyIsMissingIssuesNoCode() {
		URI uri = bank.authorizeUri("web", Map.of());
		HttpResponse<String> response = bank.get(uri.getPath() + "?" + uri.getRawQuery());
		assertThat(response.headers().firstValue("Location")).hasValueSatisfying((location) -> {
			assertThat(location).contains("error=invalid_request");
			assertThat(location).doesNotContain("code=");
		});
	}

	@Test
	void whenVerifierIsWrongIssuesNoToken() {
		String code = bank.authorizationCode("web", "alice", "alice-demo-password");
		HttpResponse<String> response = bank.post("/oauth2/token",
				Map.of("grant_type", "authorization_code", "client_id", "web", "code", code, "redirect_uri",
						BankClient.REDIRECT_URI, "code_verifier", BankClient.CODE_VERIFIER + "x"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(bank.json(response).get("error").asString()).isEqualTo("invalid_grant");
	}

	@Test
	void whenTokenIsRefreshedRotatesRefreshToken() {
		String code = bank.authorizationCode("portal", "carol", "carol-demo-password");
		JsonNode first = bank.json(bank.token("portal", "portal-demo-secret", Map.of("grant_type", "authorization_code",
				"code", code, "redirect_uri", BankClient.REDIRECT_URI, "code_verifier", BankClient.CODE_VERIFIER)));
		Map<String, String> refresh = Map.of("grant_type", "refresh_token", "refresh_token",
				first.get("refresh_token").asString());
		HttpResponse<String> second = bank.token("portal", "portal-demo-secret", refresh);
		assertThat(second.statusCode()).isEqualTo(200);
		assertThat(bank.json(second).get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
		assertThat(bank.token("portal", "portal-demo-secret", refresh).statusCode()).isEqualTo(400);
		String token = bank.json(second).get("access_token").asString();
		assertThat(bank.get("/api/admin/statistics", token).statusCode()).isEqualTo(200);
	}

	@Test
	void whenAdminDeletesCustomerIsGone() {
		String token = bank.tokenOf("admin");
		assertThat(bank.delete("/api/admin/customers/6", token).statusCode()).isEqualTo(204);
		assertProblem(bank.get("/api/customers/6", token), 404);
	}

	@Test
	void whenAdminDeletesCustomerWithAccountsAnswersConflictProblem() {
		assertProblem(bank.delete("/api/admin/customers/1", bank.tokenOf("admin")), 409);
	}

	@Test
	void whenPathIsUnknownAnonymousCallerLearnsNothing() {
		assertProblem(bank.get("/no/such/path"), 401);
		assertProblem(bank.get("/error"), 401);
	}

	@Test
	void whenOriginIsAllowedAnswersPreflight() {
		HttpResponse<String> response = bank.preflight("/api/customers/1", "http://localhost:3000", "PUT");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("http://localhost:3000");
		assertSecurityHeaders(response);
	}

	@Test
	void whenOriginIsUnknownRefusesPreflight() {
		HttpResponse<String> response = bank.preflight("/api/customers/1", "https://evil.example", "GET");
		assertProblem(response, 403);
		assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
	}

	@Test
	void whenLoginPageIsShownAllowsItsFormAndStyle() {
		HttpResponse<String> response = bank.get("/login");
		assertThat(response.statusCode()).isEqualTo(200);
		assertSecurityHeaders(response);
		assertThat(response.headers().allValues("Content-Security-Policy")).singleElement()
			.asString()
			.contains("form-action 'self'", "style-src 'self'");
	}

	@Test
	void whenHealthIsReadAnonymouslyIsUp() {
		HttpResponse<String> response = bank.get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).get("status").asString()).isEqualTo("UP");
		assertThat(bank.json(response).has("components")).isFalse();
	}

	@Test
	void whenOtherActuatorEndpointIsReadDemandsAdmin() {
		assertProblem(bank.get("/actuator/metrics"), 401);
		assertProblem(bank.get("/actuator/metrics", bank.tokenOf("editor")), 403);
		assertThat(bank.get("/actuator/metrics", bank.tokenOf("admin")).statusCode()).isEqualTo(200);
		assertThat(bank.json(bank.get("/actuator/health", bank.tokenOf("admin"))).has("components")).isTrue();
	}

	@Test
	void whenAdminReadsBillOfMaterialsNamesDependencies() {
		String path = "/actuator/sbom/application";
		assertProblem(bank.get(path), 401);
		assertProblem(bank.get(path, bank.tokenOf("editor")), 403);
		HttpResponse<String> response = bank.get(path, bank.tokenOf("admin"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(bank.json(response).get("bomFormat").asString()).isEqualTo("CycloneDX");
		assertThat(bank.json(response).get("components").findValuesAsString("name")).contains("spring-security-web",
				"api-security-spring-boot-autoconfigure");
	}

	@Test
	void whenAdminReadsPostureShowsSwitches() {
		HttpResponse<String> response = bank.get("/actuator/apisecurity", bank.tokenOf("admin"));
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode features = bank.json(response).get("features");
		assertThat(List.of("audit", "authentication", "authorization", "headers", "masking", "rate-limit")).allSatisfy(
				(feature) -> assertThat(features.at("/" + feature + "/enabled").asBoolean()).as(feature).isTrue());
	}

	@Test
	void whenOldVersionIsAskedForKeepsItsContract() {
		HttpResponse<String> current = bank.get("/api/customers/1", bank.tokenOf("viewer"));
		assertThat(current.headers().firstValue("API-Version")).hasValue("2.0");
		assertThat(bank.json(current).has("name")).isTrue();
		HttpResponse<String> old = bank.getVersion("/api/customers/1", bank.tokenOf("viewer"), "1.0");
		assertThat(bank.json(old).has("fullName")).isTrue();
		assertThat(bank.json(old).has("name")).isFalse();
		assertThat(bank.json(old).get("nationalId").asString()).isEqualTo(MASKED);
		assertThat(old.headers().firstValue("Deprecation")).hasValue("@1780272000");
		assertSecurityHeaders(old);
		JsonNode report = bank.json(bank.get("/actuator/apiversions", bank.tokenOf("admin")));
		assertThat(report.at("/versions/1.0/state").asString()).isEqualTo("deprecated");
		assertThat(report.get("use")
			.valueStream()
			.anyMatch((use) -> use.get("version").asString().equals("1.0") && use.get("requests").asInt() > 0))
			.isTrue();
		assertThat(bank.getVersion("/api/customers/1", bank.tokenOf("viewer"), "7").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "2.0" })
	void whenDescriptionOfVersionIsReadItAgreesWithWhatIsServedAndReported(String version) {
		String state = bank.json(bank.get("/actuator/apiversions", bank.tokenOf("admin")))
			.at("/versions/" + version + "/state")
			.asString();
		JsonNode paths = bank.json(bank.get("/v3/api-docs/" + version, bank.tokenOf("admin"))).get("paths");
		assertThat(paths.propertyNames()).contains("/api/customers", "/api/customers/{id}");
		paths.forEachEntry((path, methods) -> {
			if (path.startsWith("/api/") && methods.has("get")) {
				HttpResponse<String> response = bank.getVersion(path.replaceAll("\\{[^}]+}", "1"),
						bank.tokenOf("viewer"), version);
				boolean deprecated = methods.at("/get/deprecated").asBoolean(false);
				boolean versioned = response.headers().firstValue("API-Version").isPresent();
				assertThat(response.headers().firstValue("Deprecation").isPresent()).as(path).isEqualTo(deprecated);
				assertThat(deprecated).as(path).isEqualTo(versioned && state.equals("deprecated"));
				assertThat(response.headers().firstValue("API-Version").orElse(version)).as(path).isEqualTo(version);
			}
		});
	}

	@Test
	void whenApiDescriptionIsReadDemandsAdmin() {
		for (String path : List.of("/v3/api-docs", "/v3/api-docs.yaml")) {
			assertProblem(bank.get(path), 401);
			assertProblem(bank.get(path, bank.tokenOf("editor")), 403);
			assertThat(bank.get(path, bank.tokenOf("admin")).statusCode()).as(path).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/yaml", "application/vnd.oai.openapi", "text/yaml" })
	void whenYamlIsAskedForWritesNoClearValue(String type) {
		HttpResponse<String> response = bank.get("/api/customers/1", bank.tokenOf("viewer"), type);
		assertProblem(response, 406);
		assertThat(response.body()).doesNotContain(CLEAR);
	}

	@Test
	void whenAdminReadsApiDescriptionFindsMasksAndConstraints() {
		HttpResponse<String> response = bank.get("/v3/api-docs", bank.tokenOf("admin"));
		assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
		assertSecurityHeaders(response);
		JsonNode description = bank.json(response);
		assertThat(description.at("/components/securitySchemes/bearer/scheme").asString()).isEqualTo("bearer");
		assertThat(description.get("security").toString()).isEqualTo("[{\"bearer\":[]}]");
		JsonNode schemas = description.at("/components/schemas");
		JsonNode masked = schemas.at("/CustomerView/properties/nationalId");
		assertThat(masked.get("type").asString()).isEqualTo("string");
		assertThat(masked.get("example").asString()).isEqualTo(MASKED);
		assertThat(masked.get("description").asString()).startsWith("Masked in responses");
		assertThat(schemas.at("/AccountView/properties/iban/example").asString()).isEqualTo("DE**********0000");
		assertThat(schemas.at("/CustomerView/properties/name").has("description")).isFalse();
		JsonNode constrained = schemas.at("/CustomerRequest/properties/phone");
		assertThat(constrained.get("pattern").asString()).isEqualTo("^\\+[1-9][0-9]{6,14}$");
		assertThat(constrained.get("example").asString()).isEqualTo("+12025550123");
		assertThat(constrained.has("description")).isFalse();
		assertThat(response.body()).doesNotContain("ROLE_", CLEAR);
	}

	private void assertProblem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying(startsWith("application/problem+json"));
		JsonNode problem = bank.json(response);
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("type").asString()).isNotBlank();
		assertThat(problem.get("title").asString()).isNotBlank();
		assertThat(problem.get("instance").asString()).isNotBlank();
		assertSecurityHeaders(response);
	}

	private void assertSecurityHeaders(HttpResponse<String> response) {
		assertThat(response.headers().map()).containsKeys("content-security-policy", "permissions-policy",
				"referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy",
				"x-permitted-cross-domain-policies");
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
		assertThat(response.headers().firstValue("Cache-Control")).hasValueSatisfying(contains("no-store"));
		assertThat(response.headers().map()).doesNotContainKeys("server", "x-powered-by");
	}

	private void assertAudited(String event, String user, String path) {
		JsonNode audited = sample.awaitAuditEvent(event(event, user, path));
		assertThat(audited.get("outcome").asString()).isEqualTo("failure");
		assertThat(audited.get("time").asString()).isNotBlank();
	}

	private Predicate<JsonNode> event(String event, String user, String path) {
		return (audited) -> event.equals(audited.path("event").asString())
				&& path.equals(audited.path("request_uri").asString())
				&& (user == null || user.equals(audited.path("user").asString()));
	}

	private BigDecimal balance(int account, String token) {
		return bank.json(bank.get("/api/accounts/" + account, token)).get("balance").decimalValue();
	}

	private static String transfer(int from, int to, String amount) {
		return "{\"fromAccount\": %d, \"toAccount\": %d, \"amount\": %s, \"reference\": \"Rent\"}".formatted(from, to,
				amount);
	}

	private static Consumer<String> startsWith(String prefix) {
		return (value) -> assertThat(value).startsWith(prefix);
	}

	private static Consumer<String> contains(String part) {
		return (value) -> assertThat(value).contains(part);
	}

}
