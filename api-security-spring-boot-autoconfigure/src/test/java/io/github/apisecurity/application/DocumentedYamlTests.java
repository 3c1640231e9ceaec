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

package io.github.apisecurity.application;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.Documentation.Block;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.redis.RedisCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application starts with each block of YAML in README and documentation,
 * and that Spring Boot knows those of its keys that are not ours.
 */
class DocumentedYamlTests {

	private static final String DATA_KEY = "uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=";

	private static Set<String> springKeys;

	@BeforeAll
	static void readSpringKeys() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		for (Resource metadata : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
			JsonMapper.shared().readTree(metadata.getContentAsByteArray()).get("properties").forEach(properties::add);
		}
		springKeys = properties.stream()
			.filter((property) -> !property.path("deprecation").path("level").asString("").equals("error"))
			.map((property) -> property.get("name").asString())
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void yamlStartsAnApplication(Block block, @TempDir Path directory) throws IOException {
		Path list = Files.createFile(directory.resolve("list.txt"));
		String text = block.text().replaceAll("file:\\S+\\.txt", list.toUri().toString());
		if (text.contains(".crt")) {
			RedisCertificate certificate = RedisCertificate.create(directory);
			text = text.replaceAll("file:\\S+\\.crt", certificate.certificate().toUri().toString())
				.replaceAll("file:\\S+\\.key", certificate.key().toUri().toString());
		}
		if (text.contains("/run/secrets/data-keys")) {
			Path keys = Files.createDirectory(directory.resolve("data-keys"));
			Files.writeString(keys.resolve("k1"), DATA_KEY);
			Path active = Files.writeString(directory.resolve("active"), "k1");
			text = text.replace("file:/run/secrets/data-keys", keys.toUri().toString())
				.replace("file:/run/config/active-data-key", active.toUri().toString());
		}
		Path file = Files.writeString(directory.resolve("documented.yml"), text);
		assertThat(unknownToSpring(file)).isEmpty();
		TestServer.start(DocumentedApplication.class, "spring.config.additional-location=" + file.toUri(),
				"API_KEY_PEPPER=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "DATA_KEY_1=" + DATA_KEY,
				"DATA_KEY_2=Zk9QxT2nWv7bL4mRd8sYc1fHjG6pAe3uNiOoVtXyBqE=", block.text().contains("store: redis")
						? "spring.data.redis.url=redis://127.0.0.1:1" : "spring.main.banner-mode=off")
			.close();
	}

	static List<Block> yaml() {
		return Documentation.blocks("yaml");
	}

	private static List<String> unknownToSpring(Path file) throws IOException {
		EnumerablePropertySource<?> source = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
			.load("documented", new FileSystemResource(file))
			.get(0);
		return Arrays.stream(source.getPropertyNames())
			.filter((name) -> !name.startsWith("api-security."))
			.filter((name) -> springKeys.stream()
				.noneMatch((key) -> name.equals(key) || name.startsWith(key + ".") || name.startsWith(key + "[")))
			.toList();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class DocumentedApplication {

		@Bean({ "sameTenant", "abstaining", "failing" })
		AuthorizationManager<RequestAuthorizationContext> decision() {
			return (caller, context) -> null;
		}

	}

}
