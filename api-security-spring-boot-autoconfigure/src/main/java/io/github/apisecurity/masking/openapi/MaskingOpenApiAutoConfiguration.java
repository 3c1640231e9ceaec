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

package io.github.apisecurity.masking.openapi;

import java.util.function.Supplier;

import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import io.github.apisecurity.masking.jackson.MaskingJsonAutoConfiguration;
import io.swagger.v3.core.converter.ModelConverter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for masked properties in the
 * description of an API with OpenAPI.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = MaskingJsonAutoConfiguration.class)
@ConditionalOnClass({ ModelConverter.class, RequestMappingHandlerMapping.class })
@ConditionalOnBean(MaskingRules.class)
public final class MaskingOpenApiAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "apiSecurityMaskedSchemaConverter")
	MaskedSchemaConverter apiSecurityMaskedSchemaConverter(MaskingRules rules, ObjectProvider<JsonMapper> mapper,
			ObjectProvider<ServerJsonMapperCustomizer> customizers,
			ObjectProvider<RequestMappingHandlerMapping> mappings) {
		// Made when the API is described for the first time, which may be never.
		Supplier<MaskedTypes> types = SingletonSupplier.of(() -> MaskedTypes.of(mapper, customizers, rules));
		return new MaskedSchemaConverter(types,
				SingletonSupplier.of(() -> new RequestTypes(types.get()).find(mappings.stream())));
	}

}
