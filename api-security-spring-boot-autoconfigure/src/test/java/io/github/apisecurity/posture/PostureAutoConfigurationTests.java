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

package io.github.apisecurity.posture;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PostureAutoConfiguration}.
 */
class PostureAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PostureAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=apisecurity");

	@Test
	void showsContributionsAndTheFeaturesThatAreOff() {
		this.contextRunner
			.withBean(PostureContributor.class, () -> () -> new FeaturePosture("masking", Map.of("formats", "json")))
			.run((context) -> {
				Map<String, ApiSecurityEndpoint.Feature> features = context.getBean(ApiSecurityEndpoint.class)
					.posture()
					.features();
				assertThat(features).containsOnlyKeys(PostureAutoConfiguration.FEATURES);
				assertThat(features.get("masking").enabled()).isTrue();
				assertThat(features.get("masking").details()).containsEntry("formats", "json");
				assertThat(features.get("cors").enabled()).isFalse();
			});
	}

	@Test
	void whenContributorFailsShowsTheOthers() {
		this.contextRunner.withBean("failing", PostureContributor.class, () -> () -> {
			throw new IllegalStateException("secret");
		})
			.withBean("other", PostureContributor.class,
					() -> () -> new FeaturePosture("masking", Map.of("formats", "json")))
			.run((context) -> {
				Map<String, ApiSecurityEndpoint.Feature> features = context.getBean(ApiSecurityEndpoint.class)
					.posture()
					.features();
				assertThat(features.get("masking").details()).containsEntry("formats", "json");
				assertThat(features.get("unknown").details().toString()).contains("IllegalStateException")
					.doesNotContain("secret");
			});
	}

	@Test
	void everyFeatureWithASwitchIsShown() throws IOException {
		try (InputStream metadata = getClass().getClassLoader()
			.getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
			assertThat(JsonMapper.shared()
				.readTree(metadata)
				.path("properties")
				.valueStream()
				.map((property) -> property.path("name").asString())
				.filter((name) -> name.matches("api-security\\.[a-z-]+\\.enabled"))
				.map((name) -> name.split("\\.")[1]))
				.containsExactlyInAnyOrderElementsOf(PostureAutoConfiguration.FEATURES);
		}
	}

	@Test
	void whenEndpointIsNotExposedBacksOff() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(ApiSecurityEndpoint.class));
	}

	@Test
	void whenUserDefinesEndpointBacksOff() {
		ApiSecurityEndpoint endpoint = new ApiSecurityEndpoint(List.of(), List.of());
		this.contextRunner.withBean(ApiSecurityEndpoint.class, () -> endpoint)
			.run((context) -> assertThat(context).getBean(ApiSecurityEndpoint.class).isSameAs(endpoint));
	}

	@Test
	void whenActuatorIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ApiSecurityEndpoint.class));
	}

}
