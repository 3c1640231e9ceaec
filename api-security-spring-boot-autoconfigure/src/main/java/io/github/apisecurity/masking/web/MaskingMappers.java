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

package io.github.apisecurity.masking.web;

import io.github.apisecurity.masking.json.MaskedTypes;
import tools.jackson.databind.ObjectMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Finds the mappers that mask among those that the server uses.
 */
class MaskingMappers {

	private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

	MaskingMappers(ObjectProvider<RequestMappingHandlerAdapter> adapters) {
		this.adapters = adapters;
	}

	ObjectMapper json() {
		return this.adapters.stream()
			.flatMap((adapter) -> adapter.getMessageConverters().stream())
			.filter(MaskingMappers::isMasking)
			.map((converter) -> ((AbstractJacksonHttpMessageConverter<?>) converter).getMapper())
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No message converter masks"));
	}

	static boolean isMasking(HttpMessageConverter<?> converter) {
		return converter instanceof AbstractJacksonHttpMessageConverter<?> jackson
				&& MaskedTypes.isMasking(jackson.getMapper());
	}

}
