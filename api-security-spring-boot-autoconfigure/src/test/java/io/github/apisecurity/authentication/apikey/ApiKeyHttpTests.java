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

package io.github.apisecurity.authentication.apikey;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.authentication.apikey.ApiKeyService.NewApiKey;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.AdditionalAnswers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests the life of API keys over HTTP, in each store.
 */
@ExtendWith(OutputCaptureExtension.class)
class ApiKeyHttpTests {

	private static final String PEPPER = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

	private static final String[] PROPERTIES = { "api-security.authentication.api-keys.enabled=true",
			"api-security.authentication.api-keys.peppers.v1=" + PEPPER,
			"api-security.authentication.api-keys.cache-time-to-live=0s" };

	private static TestServer shared;

	@BeforeAll
	static void startShared() {
		shared = start(OwnRepositoryApi.class);
	}

	@AfterAll
	static void stopShared() {
		shared.close();
	}

	@BeforeEach
	void clear() {
		MemoryRepository repository = shared.context().getBean(MemoryRepository.class);
		repository.keys.clear();
		repository.down = false;
		repository.recording = true;
	}

	@Test
	void lifeInTheDatabase(CapturedOutput output) {
		try (TestServer server = start(JdbcApi.class, "api-security.authentication.api-keys.store=jdbc")) {
			assertLife(server, output);
		}
	}

	@Test
	void lifeInRedis(CapturedOutput output) {
		RedisProcess redis = RedisProcess.start();
		try (TestServer server = start(Api.class, "api-security.authentication.api-keys.store=redis",
				"spring.data.redis.url=redis://127.0.0.1:" + redis.port(), "api-security.redis.timeout=2s")) {
			RedisExecutors.awaitAvailable(server.context().getBean(RedisScriptExecutor.class));
			assertLife(server, output);
			NewApiKey key = create(server, null, Set.of());
			redis.close();
			HttpResponse<String> response = get(server, key.key());
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).isPresent();
		}
		finally {
			redis.close();
		}
	}

	@Test
	void keyThatIsRevokedOnOneNodeIsDeadOnTheOtherLongBeforeItsCopyIsOld() {
		try (RedisProcess redis = RedisProcess.start()) {
			String[] properties = { "api-security.authentication.api-keys.store=redis",
					"api-security.authentication.api-keys.cache-time-to-live=1h",
					"spring.data.redis.url=redis://127.0.0.1:" + redis.port(), "api-security.redis.timeout=2s" };
			try (TestServer first = start(Api.class, properties); TestServer second = start(Api.class, properties)) {
				RedisExecutors.awaitAvailable(first.context().getBean(RedisScriptExecutor.class));
				RedisExecutors.awaitAvailable(second.context().getBean(RedisScriptExecutor.class));
				NewApiKey key = create(first, null, Set.of());
				assertThat(get(second, key.key()).statusCode()).isEqualTo(200);
				first.context().getBean(ApiKeyService.class).revoke(key.id());
				assertThat(get(first, key.key()).statusCode()).isEqualTo(401);
				long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
				int status = 200;
				while (status == 200 && System.nanoTime() < deadline) {
					status = get(second, key.key()).statusCode();
				}
				assertThat(status).isEqualTo(401);
			}
		}
	}

	@Test
	void everyRefusalNamesBothSchemesWhenBothAreOn() {
		try (TestIdentityProvider issuer = TestIdentityProvider.start();
				TestServer server = start(OwnRepositoryApi.class,
						"spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
						"spring.security.oauth2.resourceserver.jwt.audiences=api")) {
			List<HttpResponse<String>> refusals = List.of(server.get("/me"), get(server, "x"),
					server.get("/me", "Authorization", "Bearer x"), server.get("/me", "Authorization", "Bearer a.b.c"));
			assertThat(refusals).allSatisfy((response) -> {
				assertThat(response.statusCode()).isEqualTo(401);
				List<String> challenges = response.headers().allValues("WWW-Authenticate");
				assertThat(challenges).hasSize(2).contains("ApiKey");
				assertThat(challenges).anyMatch((challenge) -> challenge.startsWith("Bearer"));
				assertThat(TestServer.json(response).path("status").asInt()).isEqualTo(401);
			});
		}
	}

	@Test
	void storeThatIsDownIsToldOnceAndNotWithEachRequest(CapturedOutput output) {
		TestServer server = shared;
		NewApiKey key = create(server, null, Set.of());
		server.context().getBean(MemoryRepository.class).down = true;
		for (int i = 0; i < 5; i++) {
			assertThat(get(server, key.key()).statusCode()).isEqualTo(503);
		}
		assertThat(output.toString().lines().filter((line) -> line.contains("The store of API keys failed")))
			.hasSize(1);
	}

	@Test
	void whenHeadersOfProxiesContradictEachOtherItIsABadRequestAndNoOutage(CapturedOutput output) {
		try (TestServer server = start(OwnRepositoryApi.class, "api-security.network.trusted-proxies=127.0.0.1")) {
			for (String key : List.of(create(server, null, Set.of()).key(), "x")) {
				HttpResponse<String> response = server.get("/me", "X-API-Key", key, "X-Forwarded-For", "203.0.113.9",
						"Forwarded", "for=unknown");
				assertThat(response.statusCode()).isEqualTo(400);
			}
			assertThat(output).doesNotContain("The store of API keys failed");
		}
	}

	@Test
	void contextIsMadeByTheStrategyOfTheApplication() {
		SecurityContextHolderStrategy strategy = SecurityContextHolder.getContextHolderStrategy();
		List<SecurityContext> made = new CopyOnWriteArrayList<>();
		SecurityContextHolderStrategy own = mock(SecurityContextHolderStrategy.class,
				AdditionalAnswers.delegatesTo(strategy));
		given(own.createEmptyContext()).willAnswer((call) -> {
			made.add(strategy.createEmptyContext());
			return made.get(made.size() - 1);
		});
		NewApiKey key = create(shared, null, Set.of());
		SecurityContextHolder.setContextHolderStrategy(own);
		try {
			assertThat(get(shared, key.key()).statusCode()).isEqualTo(200);
		}
		finally {
			SecurityContextHolder.setContextHolderStrategy(strategy);
		}
		assertThat(made).extracting(SecurityContext::getAuthentication)
			.hasAtLeastOneElementOfType(ApiKeyAuthenticationToken.class);
	}

	@Test
	void useThatCannotBeRecordedIsNoReasonToRefuse() {
		TestServer server = shared;
		server.context().getBean(MemoryRepository.class).recording = false;
		assertThat(get(server, create(server, null, Set.of()).key()).statusCode()).isEqualTo(200);
	}

	@Test
	void rotationBesideARevocationOfASlowRepositoryDoesNotBringTheKeyBack() {
		TestServer server = shared;
		ApiKeyService service = server.context().getBean(ApiKeyService.class);
		MemoryRepository repository = server.context().getBean(MemoryRepository.class);
		NewApiKey key = create(server, null, Set.of());
		repository.beforeNextReplace = () -> service.revoke(key.id());
		assertThat(service.rotate(key.id(), Duration.ofDays(1))).isNull();
		assertThat(get(server, key.key()).statusCode()).isEqualTo(401);
		assertThat(repository.keys.values()).allSatisfy((stored) -> assertThat(stored.revokedAt()).isNotNull());
	}

	@Test
	void lifeInARepositoryOfTheApplication(CapturedOutput output) {
		TestServer server = shared;
		assertLife(server, output);
	}

	@Test
	void keysOfTheConfigurationAreAccepted(@TempDir Path directory) throws IOException {
		String printed = ApiKeyGenerator.generate(PEPPER, "shop", "test");
		String key = printed.lines().skip(1).findFirst().orElseThrow().substring(2);
		Path yaml = Files.writeString(directory.resolve("key.yml"), printed.replace("${API_KEY_PEPPER}", PEPPER));
		try (TestServer server = start(Api.class, "spring.config.additional-location=" + yaml.toUri(),
				"api-security.authentication.api-keys.keys[" + key.split("_")[2] + "].rate-tier=gold")) {
			assertThat(get(server, key).body()).isEqualTo("name-of-the-caller [ROLE_CALLER] gold");
			assertThat(server.get("/me", "Authorization", "ApiKey " + key).statusCode()).isEqualTo(200);
			assertThat(get(server, key.replace("shop_test", "shop_live")).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void keysInWrongPlacesAreBadRequests(CapturedOutput output) {
		TestServer server = shared;
		String key = create(server, null, Set.of()).key();
		for (String query : List.of("api_key=" + key, "apikey=" + key, "X-API-Key=" + key, "q=" + key,
				"api%5Fkey=" + key)) {
			assertThat(server.get("/me?" + query).statusCode()).as(query.substring(0, 5)).isEqualTo(400);
		}
		assertThat(server.get("/me", "X-API-Key", key, "Authorization", "Bearer x.y.z").statusCode()).isEqualTo(400);
		assertThat(server.get("/me", "X-API-Key", key, "Authorization", "ApiKey " + key).statusCode()).isEqualTo(400);
		assertThat(server.send(server.request("/me").header("X-API-Key", key).header("X-API-Key", key)).statusCode())
			.isEqualTo(400);
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"api_key_in_query\"",
				"\"reason\":\"multiple_credentials\""));
		assertThat(output.toString()).doesNotContain(key.substring(key.lastIndexOf('_')));
	}

	@Test
	void forgedKeysAreRefusedWithTheSameAnswer() {
		TestServer server = shared;
		ApiKeyFormat format = server.context().getBean(ApiKeyFormat.class);
		NewApiKey key = create(server, null, Set.of());
		String unknown = format.format(format.generate());
		String otherSecret = format.format(new ApiKeyFormat.PresentedKey(key.id(), format.generate().secret()));
		String typo = key.key().substring(0, 30) + ((key.key().charAt(30) != 'x') ? 'x' : 'y')
				+ key.key().substring(31);
		for (String forged : List.of(unknown, otherSecret, typo, key.key() + "x", key.key().toUpperCase(), "x")) {
			HttpResponse<String> response = get(server, forged);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("ApiKey");
			assertThat(TestServer.json(response).path("detail").asString())
				.isEqualTo("Authentication is required to access this resource.");
		}
	}

	private void assertLife(TestServer server, CapturedOutput output) {
		ApiKeyService service = server.context().getBean(ApiKeyService.class);
		NewApiKey key = create(server, Duration.ofDays(1), Set.of("127.0.0.0/8", "10.0.0.0/8"));
		assertThat(get(server, key.key()).body()).isEqualTo("partner [ROLE_PARTNER] gold");
		HttpResponse<String> missing = server.get("/me");
		assertThat(missing.statusCode()).isEqualTo(401);
		assertThat(missing.headers().allValues("WWW-Authenticate")).containsExactly("ApiKey");
		NewApiKey successor = service.rotate(key.id(), Duration.ofHours(1));
		assertThat(successor).isNotNull();
		assertThat(get(server, key.key()).statusCode()).isEqualTo(200);
		assertThat(get(server, successor.key()).body()).isEqualTo("partner [ROLE_PARTNER] gold");
		service.rotate(successor.id(), Duration.ZERO);
		assertRefused(server, output, successor.key(), "api_key_expired");
		assertThat(service.rotate(successor.id(), Duration.ofHours(1))).isNull();
		assertThat(service.rotate(key.id(), Duration.ofHours(1))).as("rotated already").isNull();
		assertThat(service.revoke(key.id())).isTrue();
		assertRefused(server, output, key.key(), "api_key_revoked");
		assertThat(service.rotate(key.id(), Duration.ofHours(1))).isNull();
		assertThat(service.revoke("unknown")).isFalse();
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"api_key_revoked\"", key.id()));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> service.create("partner", Set.of("FACTOR_PASSWORD"), null, Set.of(), null));
		assertRotationDoesNotBringBackARevokedKey(server);
		assertRefused(server, output, create(server, null, Set.of("192.0.2.0/24")).key(), "api_key_wrong_network");
		assertRefused(server, output, create(server, Duration.ofSeconds(-1), Set.of()).key(), "api_key_expired");
		assertThat(output.toString()).doesNotContain(key.key());
	}

	private static void assertRotationDoesNotBringBackARevokedKey(TestServer server) {
		ApiKeyRepository repository = server.context().getBean(ApiKeyRepository.class);
		NewApiKey key = create(server, null, Set.of());
		ApiKey found = repository.findById(key.id());
		assertThat(server.context().getBean(ApiKeyService.class).revoke(key.id())).isTrue();
		assertThat(repository.replace(found, found.replaced("successor", null))).isFalse();
		assertThat(get(server, key.key()).statusCode()).isEqualTo(401);
	}

	private static void assertRefused(TestServer server, CapturedOutput output, String key, String reason) {
		assertThat(get(server, key).statusCode()).as(reason).isEqualTo(401);
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"" + reason + "\""));
	}

	private static NewApiKey create(TestServer server, @Nullable Duration validFor, Set<String> networks) {
		return server.context()
			.getBean(ApiKeyService.class)
			.create("partner", Set.of("ROLE_PARTNER"), validFor, networks, "gold");
	}

	private static HttpResponse<String> get(TestServer server, String key) {
		return server.get("/me", "X-API-Key", key);
	}

	private static TestServer start(Class<?> application, String... properties) {
		String[] all = new String[PROPERTIES.length + properties.length];
		System.arraycopy(PROPERTIES, 0, all, 0, PROPERTIES.length);
		System.arraycopy(properties, 0, all, PROPERTIES.length, properties.length);
		return TestServer.start(application, all);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class MeController {

			@GetMapping("/me")
			String me(Authentication authentication) {
				return authentication.getName() + " "
						+ authentication.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList() + " "
						+ ((ApiKeyAuthenticationToken) authentication).getRateTier();
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Api.class)
	static class JdbcApi {

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript("classpath:io/github/apisecurity/authentication/apikey/schema.sql")
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Api.class)
	static class OwnRepositoryApi {

		@Bean
		ApiKeyRepository repository() {
			return new MemoryRepository();
		}

	}

	static class MemoryRepository implements ApiKeyRepository {

		private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();

		private volatile boolean down;

		private volatile boolean recording;

		private Runnable beforeNextReplace = () -> {
		};

		@Override
		public @Nullable ApiKey findById(String id) {
			if (this.down) {
				throw new IllegalStateException("down");
			}
			return this.keys.get(id);
		}

		@Override
		public void save(ApiKey key) {
			this.keys.put(key.id(), key);
		}

		@Override
		public void recordUse(String id, Instant time) {
			Assert.state(this.recording, "down");
		}

		@Override
		public boolean replace(ApiKey before, ApiKey after) {
			Runnable action = this.beforeNextReplace;
			this.beforeNextReplace = () -> {
			};
			action.run();
			return ApiKeyRepository.super.replace(before, after);
		}

	}

}
