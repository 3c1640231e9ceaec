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

import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.json.ConverterMappers;
import io.github.apisecurity.masking.MaskingRules;
import tools.jackson.databind.ObjectMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Finds the mappers that mask among those that the server uses.
 *
 * @param rules the rules by which they mask
 * @param adapters have the converters
 * @param fallback masks where no converter does
 */
record MaskingMappers(MaskingRules rules, ObjectProvider<RequestMappingHandlerAdapter> adapters,
		Supplier<ObjectMapper> fallback) {

	MaskingMappers {
		fallback = SingletonSupplier.of(fallback);
	}

	Stream<HttpMessageConverter<?>> converters() {
		return this.adapters.stream().flatMap((adapter) -> adapter.getMessageConverters().stream());
	}

	ObjectMapper json() {
		return converters().filter(MaskingMappers::isMasking)
			.<ObjectMapper>map((converter) -> ((AbstractJacksonHttpMessageConverter<?>) converter).getMapper())
			.findFirst()
			.orElseGet(this.fallback);
	}

	MaskedTypes types() {
		return new MaskedTypes(json(), this.rules);
	}

	static boolean isMasking(HttpMessageConverter<?> converter) {
		return converter instanceof AbstractJacksonHttpMessageConverter<?> jackson
				&& ConverterMappers.of(jackson).stream().allMatch(MaskedTypes::isMasking);
	}

}
