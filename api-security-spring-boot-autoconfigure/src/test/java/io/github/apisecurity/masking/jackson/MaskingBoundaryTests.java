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

package io.github.apisecurity.masking.jackson;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.redis.RedisProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.ClientHttpMessageConvertersCustomizer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.GenericJacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.StringRedisSerializer;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Only responses of the server are masked: what a handler stores and sends elsewhere
 * while it answers stays clear.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "api-security.masking.properties.*token*=SECRET")
class MaskingBoundaryTests {

	private static final String CANARY = "canary-and-company";

	private static final String CLEAR = "{\"id\":\"1\",\"secret\":\"" + CANARY + "\",\"accessToken\":\"" + CANARY
			+ "\"}";

	private static final RedisProcess redis = RedisProcess.start();

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private JsonMapper mapper;

	@Autowired
	private Controller controller;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void connect(DynamicPropertyRegistry properties) {
		properties.add("spring.data.redis.host", () -> "127.0.0.1");
		properties.add("spring.data.redis.port", redis::port);
	}

	@AfterAll
	static void stopRedis() {
		redis.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "typed", "generic" })
	void valuesInRedisStayClear(String key) throws Exception {
		HttpResponse<String> response = get("/stored");
		assertThat(response.body()).contains("***").doesNotContain(CANARY);
		assertThat(redis.commands().get(key)).contains(CANARY).doesNotContain("***", "[erased]");
		assertThat(get("/read").body()).contains("***").doesNotContain(CANARY);
		assertThat(this.controller.read.remove()).isEqualTo(document());
	}

	@Test
	void outgoingRequestsStayClear() throws Exception {
		assertThat(get("/sent").body()).contains("***").doesNotContain(CANARY);
		assertThat(this.controller.received).containsExactly(CLEAR);
	}

	@Test
	void mapperOfTheApplicationStaysClear() throws Exception {
		assertThat(get("/stored").body()).doesNotContain(CANARY);
		assertThat(this.mapper.writeValueAsString(document())).isEqualTo(CLEAR);
		assertThat(this.mapper.writeValueAsString(Map.of("accessToken", CANARY))).contains(CANARY);
		assertThat(this.mapper.convertValue(document(), Map.class)).containsEntry("secret", CANARY);
		assertThat(this.mapper.valueToTree(List.of(document())).toString()).isEqualTo("[" + CLEAR + "]");
	}

	private static Document document() {
		return new Document("1", CANARY, CANARY);
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Authorization", basic())
			.build(), BodyHandlers.ofString());
	}

	private static String basic() {
		return "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
	}

	record Document(String id, @Masked(MaskType.FULL) String secret, String accessToken) {

	}

	@RestController
	static class Controller {

		final Queue<String> received = new ConcurrentLinkedQueue<>();

		final Queue<Document> read = new ConcurrentLinkedQueue<>();

		private final RedisTemplate<String, Document> typed;

		private final RedisTemplate<String, Object> generic;

		private final RestClient client;

		Controller(RedisTemplate<String, Document> typed, RedisTemplate<String, Object> generic, RestClient client) {
			this.typed = typed;
			this.generic = generic;
			this.client = client;
		}

		@GetMapping("/stored")
		Document stored() {
			Document document = document();
			this.typed.opsForValue().set("typed", document);
			this.generic.opsForValue().set("generic", document);
			return document;
		}

		@GetMapping("/read")
		Document read() {
			Document document = this.typed.opsForValue().get("typed");
			this.read.add(document);
			return document;
		}

		@GetMapping("/sent")
		Document sent(jakarta.servlet.http.HttpServletRequest request) {
			Document document = document();
			this.client.post()
				.uri("http://localhost:" + request.getLocalPort() + "/sink")
				.header("Authorization", basic())
				.contentType(MediaType.APPLICATION_JSON)
				.body(document)
				.retrieve()
				.toBodilessEntity();
			return document;
		}

		@PostMapping("/sink")
		void sink(@RequestBody String body) {
			this.received.add(body);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MaskingMatrixTests.Users.class, Controller.class })
	static class TestApplication {

		@Bean
		RedisTemplate<String, Document> typed(RedisConnectionFactory connections, JsonMapper mapper) {
			RedisTemplate<String, Document> template = new RedisTemplate<>();
			template.setConnectionFactory(connections);
			template.setKeySerializer(new StringRedisSerializer());
			template.setValueSerializer(new JacksonJsonRedisSerializer<>(mapper, Document.class));
			return template;
		}

		@Bean
		RedisTemplate<String, Object> generic(RedisConnectionFactory connections, JsonMapper mapper) {
			RedisTemplate<String, Object> template = new RedisTemplate<>();
			template.setConnectionFactory(connections);
			template.setKeySerializer(new StringRedisSerializer());
			template.setValueSerializer(new GenericJacksonJsonRedisSerializer(mapper));
			return template;
		}

		@Bean
		RestClient restClient(ObjectProvider<ClientHttpMessageConvertersCustomizer> customizers) {
			return RestClient.builder()
				.configureMessageConverters((converters) -> customizers.orderedStream()
					.forEach((customizer) -> customizer.customize(converters)))
				.build();
		}

	}

}
