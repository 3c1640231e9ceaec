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

package io.github.apisecurity.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.authentication.apikey.TestApiKeys;
import io.github.apisecurity.authentication.apikey.TestApiKeys.TestApiKey;
import io.github.apisecurity.authentication.stepup.RequireStepUp;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Pageable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtIssuerAuthenticationManagerResolver;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Every door at which a request is refused, or something is decided, leaves one event.
 */
class EveryDoorHttpTests {

	private static final String EVIL = "https://evil.example.com";

	/**
	 * Endpoints that only pass on what is asked.
	 */
	private static final Map<String, String> PASSED_ON = Map.of("EncryptionEndpoint", "ReencryptionTests");

	private static final String ENCRYPTION_KEY = Base64.getEncoder()
		.encodeToString(KeyGenerators.secureRandom(32).generateKey());

	private static final String BOUNDARY = "Content-Type: multipart/form-data; boundary=x";

	private static final TestApiKey key = TestApiKeys.create();

	private static final List<String> seen = new CopyOnWriteArrayList<>();

	private static final String user = "Authorization: Bearer " + TestTokens.token("ada", "USER");

	private static final String admin = "Authorization: Bearer " + TestTokens.token("root", "ADMIN");

	private static volatile String path;

	private static TestServer server;

	@BeforeAll
	static void start() throws Exception {
		List<String> properties = new ArrayList<>(key.properties("partner"));
		properties.addAll(List.of("api-security.authorization.rules[0].pattern=/admin/**",
				"api-security.authorization.rules[0].authorities=ROLE_ADMIN",
				"api-security.authentication.step-up.rules[0].pattern=/transfers",
				"api-security.authentication.step-up.rules[0].acr=gold",
				"api-security.rate-limit.policies.once.limits=1/1h",
				"api-security.rate-limit.routes[0].pattern=/limited", "api-security.rate-limit.routes[0].policies=once",
				"api-security.network.deny=192.0.2.66", "api-security.network.trusted-proxies=127.0.0.1",
				"api-security.audit.authentication-success.interval=1h", "spring.servlet.multipart.max-file-size=1KB",
				"api-security.validation.request.max-body-size=100KB", "management.endpoints.web.exposure.include=*",
				"api-security.authorization.rules[1].pattern=/shadowed",
				"api-security.authorization.rules[1].authorities=ROLE_ADMIN",
				"api-security.authorization.rules[1].mode=shadow", "api-security.headers.csp-report-path=/csp-report",
				"api-security.encryption.active-key=k1", "api-security.encryption.keys.k1=" + ENCRYPTION_KEY,
				"api-security.tls.plain-http=reject", "api-security.detection.login.mode=off",
				"api-security.token.revocation.enabled=true"));
		server = TestServer.start(Api.class, properties.toArray(String[]::new));
		// What comes with each request is recorded once.
		send("GET", "/echo", "", user);
		send("GET", "/echo", "", admin);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	static Stream<Door> doors() {
		return Stream.of(new Door("authn_login_fail credentials_missing", "GET", "/echo", ""),
				new Door("authn_login_fail", "GET", "/echo", "", "Authorization: Bearer x.y.z"),
				new Door("authn_login_fail", "GET", "/echo", "", "Authorization: Bearer opaque"),
				new Door("authn_login_fail", "GET", "/echo", "", "X-API-Key: " + key.key() + "x"),
				new Door("authn_login_fail", "GET", "/opaque/echo", "", "Authorization: Bearer wrong"),
				new Door("authn_login_success", "GET", "/opaque/echo", "", "Authorization: Bearer right"),
				new Door("authz_fail plain_http", "GET", "/echo", "", user, "X-Forwarded-Proto: http"),
				new Door("authz_would_fail", "GET", "/shadowed", "", user),
				new Door("crypt_decrypt_fail", "GET", "/decrypted", "", user),
				new Door("malicious_csp_violation", "POST", "/csp-report",
						"{\"csp-report\":{\"document-uri\":\"https://a.example\",\"violated-directive\":\"script-src\"}}",
						"Content-Type: application/csp-report"),
				new Door("authn_login_fail", "GET", "/echo", "", user, user),
				new Door("authn_login_fail", "GET", "/echo?access_token=x", ""),
				new Door("authn_login_fail bad_credentials", "GET", "/own/echo", "", "Authorization: Basic YWRhOng="),
				new Door("authz_fail", "GET", "/admin/x", "", user), new Door("authz_fail", "GET", "/clerks", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied/exception", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied/status", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied/declared", "", user),
				new Door("authz_fail denied_by_application", "GET", "/own-advice", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied/verified", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied/mapped", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied-answer", "", user),
				new Door("authz_fail denied_by_application", "GET", "/denied-later", "", user),
				new Door("authz_fail", "GET", "/clerks-later", "", user),
				new Door("authz_fail denied_by_application", "POST", "/own/echo", "{}"),
				new Door("authz_fail denied_by_application", "GET", "/opaque/echo", "", "Authorization: Bearer right",
						"X-Tenant: other"),
				new Door("authn_login_fail refused_by_application", "GET", "/issuers/echo", "", user),
				new Door("authz_fail", "POST", "/transfers", "{}", user),
				new Door("authz_fail", "GET", "/gold", "", user),
				new Door("authz_fail", "GET", "/actuator/env", "", user),
				new Door("authz_fail", "GET", "/echo", "", user, "X-Forwarded-For: 192.0.2.66"),
				new Door("input_validation_fail", "POST", "/orders", "{\"amount\":101}", user),
				new Door("input_validation_fail unknown_property", "POST", "/orders", "{\"amount\":1,\"x\":1}", user),
				new Door("input_validation_fail type_mismatch", "POST", "/orders", "{\"amount\":\"1\"}", user),
				new Door("input_validation_fail", "POST", "/orders", "{\"amount\"", user),
				new Door("input_validation_fail", "POST", "/own-advice", "{\"amount\":101}", user),
				new Door("input_validation_fail", "POST", "/own-advice", "{\"amount\"", user),
				new Door("input_validation_fail", "POST", "/masked", "{\"email\":\"a***@example.com\"}", user),
				new Door("input_validation_fail", "GET", "/number?value=x", "", user),
				new Door("input_validation_fail", "GET", "/number", "", user),
				new Door("input_validation_fail duplicate_parameter", "GET", "/number?value=1&value=2", "", user),
				new Door("input_validation_fail page_size", "GET", "/pages?size=101", "", user),
				new Door("input_validation_fail firewall", "GET", "/echo;a=b", "", user),
				new Door("input_validation_fail", "POST", "/orders", "\"" + "x".repeat(200_000) + "\"", user),
				new Door("input_validation_fail", "POST", "/orders", "amount=1", user, "Content-Type: text/plain"),
				new Door("input_validation_fail", "POST", "/upload", part("x".repeat(2000)), user, BOUNDARY),
				new Door("input_validation_fail", "POST", "/upload", "no part", user, BOUNDARY),
				new Door("input_validation_fail", "POST", "/orders", "{\"amount\":102}", user, "User-Agent: \u0085"),
				new Door("malicious_cors", "OPTIONS", "/echo", "", "Origin: " + EVIL,
						"Access-Control-Request-Method: GET"),
				new Door("malicious_cors", "GET", "/own/echo", "", "Origin: " + EVIL),
				new Door("sensitive_read", "GET", "/sensitive", "", user),
				new Door("authz_admin rate_limit_changed", "POST", "/actuator/ratelimits/once", "{\"mode\":\"SHADOW\"}",
						admin),
				new Door("authz_admin rate_limit_reset", "DELETE", "/actuator/ratelimits/once?key=ada", "", admin),
				new Door("authz_admin address_list_changed", "POST", "/actuator/addresses/deny",
						"{\"range\":\"198.51.100.1\"}", admin),
				new Door("authz_admin address_list_changed", "DELETE", "/actuator/addresses/deny?range=198.51.100.1",
						"", admin),
				new Door("authn_token_revoked", "POST", "/actuator/revocations/SUBJECT",
						"{\"issuer\":\"https://issuer.example.com\",\"value\":\"eve\"}", admin));
	}

	@ParameterizedTest
	@MethodSource("doors")
	void oneEventForEachDoor(Door door) throws Exception {
		seen.clear();
		RawHttpClient.Response response = send(door.method(), door.path(), door.body(), door.headers());
		assertThat(seen).as("%s", response).singleElement().asString().startsWith(door.event());
	}

	// The limit of the policy is what the application began with.
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					POST   | ratelimits/once          | {"mode":"SHADOW","limits":"7/1m"}   | after=SHADOW [7/
					POST   | ratelimits/once          | {}                                  | before=SHADOW [7/
					DELETE | ratelimits/once?key=ada  |                                     | key=[ada], policy=once
					POST   | addresses/deny           | {"range":"198.51.100.9"}            | added=true, list=deny, range=198.51.100.9
					DELETE | addresses/deny?range=198.51.100.9 |                            | added=false, list=deny, range=198.51.100.9
					POST   | revocations/SUBJECT      | {"issuer":"https://i.example.com","value":"eve"} | issuer=https://i.example.com, kind=subject, value=eve
					""")
	void whenAdministratorChangesSomethingWhoAndWhatBeforeAndAfterAreRecorded(String method, String path, String body,
			String details) throws Exception {
		seen.clear();
		send(method, "/actuator/" + path, (body != null) ? body : "", admin);
		assertThat(seen).singleElement().asString().contains(details).endsWith(" by root");
	}

	@Test
	void everyDocumentedEventHasADoorHereOrATestOfItsOwn() throws IOException {
		Set<String> doors = doors().map((door) -> door.event().split(" ")[0]).collect(Collectors.toSet());
		List<String> tests = sources("src/test/java");
		assertThat(Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
			.matcher(Documentation.read(Documentation.page("audit.md")).split("\n## ")[0])
			.results()
			.map((event) -> event.group(1))
			.filter((event) -> !doors.contains(event))
			.filter((event) -> tests.stream().noneMatch((source) -> source.contains(event)))).isEmpty();
	}

	@Test
	void everyEndpointThatChangesSomethingIsTested() throws IOException {
		List<String> tests = sources("src/test/java");
		tests.addAll(sources("../sample-app/src/test/java"));
		tests.addAll(doors().map(Door::path).toList());
		assertThat(sources("src/main/java").stream()
			.filter((source) -> source.contains("@WriteOperation") || source.contains("@DeleteOperation"))
			.flatMap((source) -> Pattern.compile("(?s)@\\w*Endpoint\\(id = \"(\\w+)\".*?class (\\w+)")
				.matcher(source)
				.results())
			.filter((endpoint) -> tests.stream()
				.noneMatch((test) -> test.contains("/actuator/" + endpoint.group(1))
						|| test.contains(PASSED_ON.getOrDefault(endpoint.group(2), endpoint.group(2)))))
			.map((endpoint) -> endpoint.group(2))).isEmpty();
	}

	private static List<String> sources(String directory) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of(directory))) {
			return new ArrayList<>(files
				.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("EveryDoorHttpTests.java"))
				.map(Documentation::read)
				.toList());
		}
	}

	@Test
	void whenThePathHoldsASessionItIsNotRecorded() throws Exception {
		send("GET", "/echo;a=b;JSessionId=canary/x;c=d", "", user);
		assertThat(path).isEqualTo("/echo;a=b;JSessionId=***/x;c=d");
	}

	@Test
	void whenALimitIsExceededThereIsOneEvent() throws Exception {
		send("GET", "/limited", "", user);
		seen.clear();
		send("GET", "/limited", "", user);
		assertThat(seen).singleElement().asString().startsWith("excess_rate_limit_exceeded");
	}

	@Test
	void whenACredentialWasRecordedItsNextRequestIsNone() throws Exception {
		seen.clear();
		send("GET", "/echo", "", user);
		assertThat(seen).isEmpty();
	}

	private static String part(String content) {
		return "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n" + content
				+ "\r\n--x--\r\n";
	}

	private static RawHttpClient.Response send(String method, String path, String body, String... headers)
			throws IOException {
		StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		if (!request.toString().contains("X-Forwarded-Proto")) {
			request.append("X-Forwarded-Proto: https\r\n");
		}
		if (!body.isEmpty()) {
			if (!request.toString().contains("Content-Type")) {
				request.append("Content-Type: application/json\r\n");
			}
			request.append("Content-Length: ").append(body.length()).append("\r\n");
		}
		request.append("Connection: close\r\n\r\n").append(body);
		try (RawHttpClient client = new RawHttpClient(server.context().getWebServer().getPort())) {
			client.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
			RawHttpClient.Response response = client.read(false);
			client.awaitEnd();
			return response;
		}
	}

	record Door(String event, String method, String path, String body, String... headers) {

		@Override
		public String toString() {
			return this.method + " " + this.path + " " + this.event;
		}

	}

	static class Clerks {

		@PreAuthorize("hasRole('CLERK')")
		String names() {
			return "clerks";
		}

	}

	@ResponseStatus(HttpStatus.FORBIDDEN)
	static class NotYours extends RuntimeException {

	}

	static class Mapped extends AccessDeniedException {

		Mapped() {
			super("not yours");
		}

	}

	record Order(@Max(100) int amount) {

	}

	record Contact(@Masked(value = MaskType.EMAIL, revealTo = "ROLE_USER") String email) {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import({ AdvisedApi.class, EncryptedApi.class })
	@EnableAutoConfiguration
	@RestController
	static class Api {

		@Bean
		SecurityEventObserver observer() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return true;
				}

				@Override
				public void observe(SecurityEvent event) {
					path = (event.request() != null) ? event.request().path() : path;
					seen.add(event.type().id() + " " + event.reason() + " " + new TreeMap<>(event.details()) + " by "
							+ event.principal());
				}

			};
		}

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("ada").password("{noop}secret").build());
		}

		@Bean
		@org.springframework.core.annotation.Order(1)
		SecurityFilterChain ownChain(HttpSecurity http) {
			CorsConfiguration cors = new CorsConfiguration();
			cors.setAllowedOrigins(List.of("https://shop.example.com"));
			return http.securityMatcher("/own/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(withDefaults())
				.cors((configurer) -> configurer.configurationSource((request) -> cors))
				.build();
		}

		@Bean
		@org.springframework.core.annotation.Order(2)
		SecurityFilterChain opaqueChain(HttpSecurity http) {
			return http.securityMatcher("/opaque/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((server) -> server.opaqueToken((opaque) -> opaque.introspector((token) -> {
					if (!token.equals("right")) {
						throw new BadOpaqueTokenException("not active");
					}
					return new DefaultOAuth2AuthenticatedPrincipal("ada", Map.of("sub", "ada"), List.of());
				})))
				.addFilterAfter((request, response, chain) -> {
					if ("other".equals(((HttpServletRequest) request).getHeader("X-Tenant"))) {
						throw new AccessDeniedException("not this tenant");
					}
					chain.doFilter(request, response);
				}, AuthorizationFilter.class)
				.build();
		}

		@Bean
		@org.springframework.core.annotation.Order(3)
		SecurityFilterChain issuersChain(HttpSecurity http) {
			return http.securityMatcher("/issuers/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((server) -> server.authenticationManagerResolver(
						JwtIssuerAuthenticationManagerResolver.fromTrustedIssuers("https://other.example.com")))
				.build();
		}

		@Bean
		ProblemMapper mapper() {
			return (exception) -> (exception instanceof Mapped) ? Problem.of(ProblemType.FORBIDDEN) : null;
		}

		@GetMapping({ "/echo", "/own/echo", "/opaque/echo", "/shadowed", "/limited", "/admin/x" })
		String echo() {
			return "echo";
		}

		@Bean
		Clerks clerkService() {
			return new Clerks();
		}

		@GetMapping("/clerks-later")
		Callable<String> clerksLater(@Value("#{@clerkService}") Clerks clerks) {
			return clerks::names;
		}

		@GetMapping("/clerks")
		@PreAuthorize("hasRole('CLERK')")
		String clerks() {
			return "clerks";
		}

		@GetMapping("/denied/{how}")
		String denied(@PathVariable String how) {
			switch (how) {
				case "exception" -> throw new AccessDeniedException("not yours");
				case "status" -> throw new ResponseStatusException(HttpStatus.FORBIDDEN);
				case "verified" -> throw new AuthorizationDeniedException("not yours");
				case "mapped" -> throw new Mapped();
				default -> throw new NotYours();
			}
		}

		@GetMapping("/denied-answer")
		ResponseEntity<Void> deniedAnswer() {
			return ResponseEntity.status(HttpStatus.FORBIDDEN).build();
		}

		@GetMapping("/denied-later")
		Callable<String> deniedLater() {
			return () -> {
				throw new AccessDeniedException("not yours");
			};
		}

		@GetMapping("/gold")
		@RequireStepUp(acr = "gold")
		String gold() {
			return "gold";
		}

		@PostMapping("/transfers")
		void transfer() {
		}

		@GetMapping("/number")
		int number(@RequestParam int value) {
			return value;
		}

		@GetMapping("/pages")
		int page(Pageable pageable) {
			return pageable.getPageSize();
		}

		@PostMapping("/orders")
		void order(@Valid @RequestBody Order order) {
		}

		@PostMapping("/masked")
		void contact(@RequestBody Contact contact) {
		}

		@GetMapping("/sensitive")
		Contact sensitive() {
			return new Contact("ada@example.com");
		}

		@PostMapping("/upload")
		void upload(@RequestParam MultipartFile file) {
		}

	}

	@RestController
	static class AdvisedApi {

		@PostMapping("/own-advice")
		void order(@Valid @RequestBody Order order) {
		}

		@GetMapping("/own-advice")
		void denied() {
			throw new AccessDeniedException("not yours");
		}

		@ExceptionHandler(AccessDeniedException.class)
		@ResponseStatus(HttpStatus.FORBIDDEN)
		Map<String, String> handleDenied() {
			return Map.of("error", "mine");
		}

		@ExceptionHandler({ MethodArgumentNotValidException.class, HttpMessageNotReadableException.class })
		@ResponseStatus(HttpStatus.BAD_REQUEST)
		Map<String, String> handle() {
			return Map.of("error", "mine");
		}

	}

	@RestController
	static class EncryptedApi {

		private final FieldCipher cipher;

		EncryptedApi(FieldCipher cipher) {
			this.cipher = cipher;
		}

		@GetMapping("/decrypted")
		String decrypted() {
			return this.cipher.decrypt(new EncryptedColumn("customer", "iban"),
					this.cipher.encrypt(new EncryptedColumn("customer", "name"), "Ada"));
		}

	}

}
