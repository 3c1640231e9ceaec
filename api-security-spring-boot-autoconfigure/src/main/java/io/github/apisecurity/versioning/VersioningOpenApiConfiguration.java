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

package io.github.apisecurity.versioning;

import java.util.List;

import io.github.apisecurity.config.ConditionalOnWritten;
import io.github.apisecurity.guard.Guards;
import io.swagger.v3.oas.models.Operation;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.models.GroupedOpenApi;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The description of the API with OpenAPI, where springdoc makes it: a group for each
 * declared version, and what is deprecated marked as such.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(GroupedOpenApi.class)
class VersioningOpenApiConfiguration {

	// Groups take the place of the single description, so there are none without
	// versions.
	@Bean
	@ConditionalOnMissingBean(GroupedOpenApi.class)
	@ConditionalOnWritten("api-security.versioning.versions")
	List<GroupedOpenApi> apiSecurityVersionGroups(VersioningProperties properties, ApiVersions versions) {
		return properties.getVersions().keySet().stream().map((version) -> group(version, versions)).toList();
	}

	private static GroupedOpenApi group(String version, ApiVersions versions) {
		return GroupedOpenApi.builder()
			.group(version)
			.addOpenApiMethodFilter((method) -> versions.isServed(method, version))
			.addOperationCustomizer((operation, handler) -> mark(operation,
					(versions.isVersioned(handler)) ? versions.find(version).lifecycle() : null, versions))
			.build();
	}

	@Bean
	GlobalOperationCustomizer apiSecurityDeprecatedOperationCustomizer(Guards<VersionLifecycle> endpoints,
			ApiVersions versions) {
		return (operation, handler) -> mark(operation, endpoints.find(handler.getMethod(), handler.getBeanType()),
				versions);
	}

	private static Operation mark(Operation operation, @Nullable VersionLifecycle lifecycle, ApiVersions versions) {
		return (lifecycle != null && lifecycle.isDeprecated(versions.now())) ? operation.deprecated(true) : operation;
	}

}
