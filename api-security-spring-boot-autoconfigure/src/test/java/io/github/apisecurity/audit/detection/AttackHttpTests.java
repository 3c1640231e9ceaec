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

package io.github.apisecurity.audit.detection;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.authentication.apikey.TestApiKeys;
import io.github.apisecurity.authentication.apikey.TestApiKeys.TestApiKey;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import jakarta.validation.constraints.Max;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.authentication.configuration.AuthenticationConfiguration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Attacks over HTTP, each of which is found by its rule and by no other.
 */
class AttackHttpTests {

	private static final int POLICIES = 11;

	private static final TestApiKey key = TestApiKeys.create();

	static final AtomicLong millis = new AtomicLong(System.currentTimeMillis());

	static final List<String> found = new CopyOnWriteArrayList<>();

	private static TestServer server;

	@BeforeAll
	static void start() {
		List<String> properties = new ArrayList<>(key.properties("partner"));
		properties.add("api-security.authentication.api-keys.keys[" + key.key().split("_")[2] + "].revoked=true");
		properties.add("api-security.network.trusted-proxies=127.0.0.1");
		properties.add("api-security.authorization.rules[0].pattern=/login");
		properties.add("api-security.authorization.rules[0].access=permit-all");
		properties.add("api-security.detection.rules.mass-sensitive-read.threshold=50");
		properties.add("management.endpoints.web.exposure.include=*");
		properties.add("api-security.masking.properties[passport]=FULL");
		for (int i = 0; i < POLICIES; i++) {
			properties.add("api-security.rate-limit.policies.p" + i + ".limits=1/1h");
			properties.add("api-security.rate-limit.routes[" + i + "].pattern=/limited/" + i);
			properties.add("api-security.rate-limit.routes[" + i + "].policies=p" + i);
		}
		server = TestServer.start(Api.class, properties.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	// Nothing that was counted before is in a window any more.
	@BeforeEach
	void forget() {
		pass(Duration.ofHours(3));
		found.clear();
	}

	@Test
	void failedLogins() {
		for (int i = 0; i < 10; i++) {
			login("ada", "wrong", "192.0.2.1");
		}
		assertThat(found()).isEmpty();
		login("ada", "wrong", "192.0.2.1");
		assertThat(found()).containsExactly("failed-logins");
	}

	@Test
	void failedLoginsAtAControllerOfTheApplication() {
		IntStream.range(0, 11).forEach((i) -> post("ada", "wrong", "192.0.2.1"));
		assertThat(found()).containsExactly("failed-logins");
	}

	@Test
	void failedLoginsThatAreSlow() {
		for (int i = 0; i < 11; i++) {
			login("ada", "wrong", "192.0.2.1");
			pass(Duration.ofSeconds(59));
		}
		assertThat(found()).containsExactly("failed-logins");
	}

	@Test
	void failedLoginsWithOneNameInDifferentSpellings() {
		Stream.of("ada", "Ada", "ADA", "aDa", "adA", "ADa", "aDA", "AdA", "ada ", " ada", " Ada")
			.forEach((name) -> login(name, "wrong", "192.0.2.1"));
		assertThat(found()).containsExactly("failed-logins");
	}

	@Test
	void failedLoginsOfSomeUsersFromOneIpv6Network() {
		IntStream.range(0, 60)
			.forEach((i) -> login("user" + i % 10, "wrong", "2001:db8::" + Integer.toHexString(i + 1)));
		assertThat(found()).containsExactly("failed-logins-by-address");
	}

	@Test
	void credentialStuffing() {
		IntStream.range(0, 25).forEach((i) -> login("user" + i, "wrong", "192.0.2." + i));
		assertThat(found()).containsExactly("credential-stuffing");
	}

	@Test
	void credentialStuffingThatHidesBehindALoginOfItsOwn() {
		IntStream.range(0, 25).forEach((i) -> {
			assertThat(login("mallory", "right", "192.0.2.1")).isEqualTo(404);
			login("user" + i, "wrong", "192.0.2.1");
		});
		assertThat(found()).containsExactly("credential-stuffing");
	}

	@Test
	void passwordSpraying() {
		IntStream.range(0, 5).forEach((i) -> login("ada", "wrong", "192.0." + i + ".1"));
		assertThat(found()).containsExactly("password-spraying");
	}

	@Test
	void successAfterManyFailures() {
		for (int i = 0; i < 8; i++) {
			login("ada", "wrong", "192.0.2.1");
			pass(Duration.ofMinutes(2));
		}
		assertThat(login("ada", "right", "192.0.2.1")).isEqualTo(404);
		assertThat(found()).containsExactly("success-after-failures");
	}

	@Test
	void tokenThatIsUsedFromFarApartNetworks() {
		String token = TestTokens.token("ada");
		IntStream.range(0, 4)
			.forEach((i) -> assertThat(get("/order/1", "198." + (18 + i) + ".0.1", "Bearer " + token)).isEqualTo(200));
		assertThat(found()).containsExactly("token-networks");
	}

	@Test
	void revokedCredentials() {
		IntStream.range(0, 51)
			.forEach((i) -> server.get("/order/1", "X-API-Key", key.key(), "X-Forwarded-For", "192.0.2.1"));
		assertThat(found()).containsExactly("revoked-tokens");
	}

	@Test
	void forgedTokens() {
		String token = TestTokens.token("ada");
		String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(342);
		IntStream.range(0, 21).forEach((i) -> get("/order/1", "192.0.2.1", "Bearer " + forged));
		assertThat(found()).containsExactly("forged-tokens");
	}

	@Test
	void guessedApiKeys() {
		IntStream.range(0, 21)
			.forEach((i) -> server.get("/order/1", "X-API-Key", TestApiKeys.create().key(), "X-Forwarded-For",
					"192.0.2.1"));
		assertThat(found()).containsExactly("forged-tokens");
	}

	@Test
	void permissionProbing() {
		List<String> endpoints = List.of("/admin/a", "/admin/b", "/admin/c", "/admin/d", "/admin/e", "/actuator/beans",
				"/actuator/env", "/actuator/mappings", "/actuator/loggers", "/actuator/metrics",
				"/actuator/threaddump");
		endpoints.forEach((path) -> assertThat(get(path, "192.0.2.1", bearer("eve"))).isEqualTo(403));
		assertThat(found()).containsExactly("permission-probing");
	}

	@Test
	void identifiersOfObjectsOfOthers() {
		IntStream.range(100, 131)
			.forEach((i) -> assertThat(get("/order/" + i, "192.0.2.1", bearer("eve"))).isEqualTo(403));
		assertThat(found()).containsExactly("object-enumeration");
	}

	@Test
	void identifiersOfObjectsThatDoNotExist() {
		IntStream.range(1000, 1031)
			.forEach((i) -> assertThat(get("/order/" + i, "192.0.2.1", bearer("eve"))).isEqualTo(404));
		assertThat(found()).containsExactly("object-enumeration");
	}

	@Test
	void identifiersOfObjectsThatDoNotExistOfAnAsynchronousEndpoint() {
		IntStream.range(1000, 1031)
			.forEach((i) -> assertThat(get("/later/" + i, "192.0.2.1", bearer("eve"))).isEqualTo(404));
		// An answer is looked at when it is complete, which its client need not await.
		await().untilAsserted(() -> assertThat(found()).containsExactly("object-enumeration"));
	}

	@Test
	void pathScanning() {
		IntStream.range(0, 21)
			.forEach((i) -> assertThat(get("/backup" + i + ".zip", "192.0.2.1", bearer("eve"))).isEqualTo(404));
		assertThat(found()).containsExactly("path-scanning");
	}

	@Test
	void pathScanningWithoutCredential() {
		IntStream.range(0, 21)
			.forEach((i) -> assertThat(server.get("/backup" + i + ".zip", "X-Forwarded-For", "192.0.2.1").statusCode())
				.isEqualTo(401));
		assertThat(found()).containsExactly("path-scanning");
	}

	@Test
	void honeypot() {
		server.get("/.git/config", "X-Forwarded-For", "192.0.2.1");
		assertThat(found()).containsExactly("honeypot");
	}

	@Test
	void validationStorm() {
		IntStream.range(0, 101)
			.forEach((i) -> assertThat(get("/page?size=" + (101 + i), "192.0.2.1", bearer("eve"))).isEqualTo(400));
		assertThat(found()).containsExactly("validation-storm");
	}

	@Test
	void limitSaturation() {
		for (int i = 0; i < POLICIES; i++) {
			get("/limited/" + i, "192.0.2.1", bearer("eve"));
			assertThat(get("/limited/" + i, "192.0.2.1", bearer("eve"))).isEqualTo(429);
		}
		assertThat(found()).containsExactly("limit-saturation");
	}

	@Test
	void massReadOfSensitiveData() {
		String bearer = bearer("admin", "ADMIN");
		IntStream.range(0, 51).forEach((i) -> get("/customer", "192.0.2.1", bearer));
		assertThat(found()).containsExactly("mass-sensitive-read");
	}

	@Test
	void abnormalClient() {
		String bearer = bearer("robot");
		get("/order/1", "192.0.2.1", bearer);
		pass(Duration.ofHours(25));
		List<String> paths = List.of("/limited/99", "/order/1", "/page?size=1", "/customer");
		IntStream.range(0, 1000).forEach((i) -> get(paths.get(i % 4), "192.0.2.1", bearer));
		assertThat(found()).containsExactly("abnormal-client");
	}

	@Test
	void abnormalRoute() {
		List<String> bearers = IntStream.range(0, 10).mapToObj((i) -> bearer("visitor" + i)).toList();
		get("/rare", "192.0.2.1", bearers.get(0));
		pass(Duration.ofHours(25));
		IntStream.range(0, 1000).forEach((i) -> get("/rare", "192.0.2.1", bearers.get(i % 10)));
		assertThat(found()).containsExactly("abnormal-route");
	}

	@Test
	void trailIsFoundByPrincipalEventAddressAndTimeInPagesAndNeverUnmasked() {
		String before = Instant.now().toString();
		IntStream.range(0, 3)
			.forEach((i) -> assertThat(get("/person/41012345321", "192.0.2.77", bearer("grace"))).isEqualTo(403));
		get("/admin/a", "192.0.2.78", bearer("grace"));
		String mine = "?principal=grace&event=authz_fail&after=" + before;
		await().untilAsserted(() -> assertThat(trail(mine).path("events").size()).isEqualTo(4));
		assertThat(trail(mine + "&address=192.0.2.77").path("events").size()).isEqualTo(3);
		assertThat(trail(mine + "&before=" + before).path("events").size()).isZero();
		assertThat(trail("?principal=heidi&after=" + before).path("events").size()).isZero();
		assertThat(trail("?event=malicious_cors&after=" + before).path("events").size()).isZero();
		JsonNode first = trail(mine + "&size=3");
		assertThat(first.path("events").size()).isEqualTo(3);
		assertThat(first.path("more").asBoolean()).isTrue();
		JsonNode second = trail(mine + "&size=3&page=1");
		assertThat(second.path("events").size()).isEqualTo(1);
		assertThat(second.path("more").asBoolean()).isFalse();
		assertThat(second.path("events").get(0).path("request_uri").asString()).isEqualTo("/person/{passport}");
		assertThat(first.toString() + second).contains("passport").doesNotContain("41012345321");
		assertThat(get("/actuator/apisecurityaudit", "192.0.2.79", bearer("grace"))).isEqualTo(403);
		assertThat(server.get("/actuator/apisecurityaudit").statusCode()).isEqualTo(401);
		assertThat(get("/actuator/apisecurityaudit?after=yesterday", "192.0.2.79", bearer("root", "ADMIN")))
			.isEqualTo(400);
	}

	@Test
	void auditEventsOfSpringBootGoOn() {
		Instant before = Instant.now();
		login("ada", "wrong", "192.0.2.1");
		get("/admin/a", "192.0.2.1", bearer("eve"));
		AuditEventRepository repository = server.context().getBean(AuditEventRepository.class);
		assertThat(repository.find("ada", before, "AUTHENTICATION_FAILURE")).hasSize(1);
		assertThat(repository.find("eve", before, "AUTHORIZATION_FAILURE")).hasSize(1);
	}

	private static JsonNode trail(String query) {
		return TestServer.json(server.get("/actuator/apisecurityaudit" + query, "X-Forwarded-For", "192.0.2.79",
				"Authorization", bearer("root", "ADMIN")));
	}

	// The connection takes the next request when it is done with the one before.
	private static List<String> found() {
		server.get("/actuator/health");
		return found;
	}

	private static void pass(Duration time) {
		found();
		millis.addAndGet(time.toMillis());
	}

	private static String bearer(String subject, String... roles) {
		return "Bearer " + TestTokens.token(subject, roles);
	}

	private static int get(String path, String address, String authorization) {
		return server.get(path, "X-Forwarded-For", address, "Authorization", authorization).statusCode();
	}

	private static int login(String user, String password, String address) {
		return get("/nothing", address, "Basic "
				+ Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
	}

	private static HttpResponse<String> post(String user, String password, String address) {
		return server.post("/login", "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}", "X-Forwarded-For",
				address);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		AuditEventRepository auditEvents() {
			return new InMemoryAuditEventRepository();
		}

		@Bean
		LongSupplier apiSecurityDetectionClock() {
			return millis::get;
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					Stream.concat(Stream.of("ada", "mallory"), IntStream.range(0, 500).mapToObj((i) -> "person" + i))
						.map(Api::user)
						.toList());
		}

		// Spring Security hashes the passwords of users that do not exist as well.
		@Bean
		@SuppressWarnings("deprecation")
		PasswordEncoder passwordEncoder() {
			return NoOpPasswordEncoder.getInstance();
		}

		private static UserDetails user(String name) {
			return User.withUsername(name).password("right").authorities("ROLE_USER").build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.with(apiSecurity()).httpBasic(withDefaults()).build();
		}

		@Bean
		SecurityEventObserver observer() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return type.equals(Detector.DETECTED);
				}

				@Override
				public void observe(SecurityEvent event) {
					found.add(String.valueOf(event.details().get("rule")));
				}

			};
		}

		@RestController
		static class Endpoints {

			private final AuthenticationManager authenticationManager;

			Endpoints(AuthenticationConfiguration configuration) {
				this.authenticationManager = configuration.getAuthenticationManager();
			}

			@PostMapping("/login")
			String login(@RequestBody Login login) {
				return this.authenticationManager
					.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(login.user(), login.password()))
					.getName();
			}

			@GetMapping("/order/{id}")
			@PreAuthorize("#id < 100 or #id >= 1000")
			String order(@PathVariable("id") long id) {
				if (id >= 1000) {
					throw new ResponseStatusException(HttpStatus.NOT_FOUND);
				}
				return "order";
			}

			@GetMapping("/later/{id}")
			CompletableFuture<String> later(@PathVariable("id") long id) {
				return CompletableFuture.supplyAsync(() -> {
					throw new ResponseStatusException(HttpStatus.NOT_FOUND);
				});
			}

			@GetMapping("/rare")
			String rare() {
				return "rare";
			}

			@GetMapping("/limited/{i}")
			String limited(@PathVariable("i") int i) {
				return "limited";
			}

			@GetMapping("/page")
			String page(@RequestParam("size") @Max(100) int size) {
				return "page";
			}

			@GetMapping("/customer")
			Customer customer() {
				return new Customer("41012345321");
			}

			@GetMapping("/person/{passport}")
			@PreAuthorize("hasRole('ADMIN')")
			String person(@PathVariable("passport") String passport) {
				return "person";
			}

			@GetMapping("/admin/a")
			@PreAuthorize("hasRole('ADMIN')")
			String a() {
				return "a";
			}

			@GetMapping("/admin/b")
			@PreAuthorize("hasRole('ADMIN')")
			String b() {
				return "b";
			}

			@GetMapping("/admin/c")
			@PreAuthorize("hasRole('ADMIN')")
			String c() {
				return "c";
			}

			@GetMapping("/admin/d")
			@PreAuthorize("hasRole('ADMIN')")
			String d() {
				return "d";
			}

			@GetMapping("/admin/e")
			@PreAuthorize("hasRole('ADMIN')")
			String e() {
				return "e";
			}

		}

	}

	record Login(String user, String password) {

	}

	record Customer(@Masked(value = MaskType.NATIONAL_ID, revealTo = "ROLE_ADMIN") String nationalId) {

	}

}
