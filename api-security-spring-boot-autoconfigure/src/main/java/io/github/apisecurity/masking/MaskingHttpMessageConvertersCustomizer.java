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

package io.github.apisecurity.masking;

import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Gives the server's converters a mapper of their own. The shared one also writes caches,
 * outgoing calls and JSON columns, where a mask would be stored for good.
 */
class MaskingHttpMessageConvertersCustomizer implements ServerHttpMessageConvertersCustomizer, Ordered {

	private final JsonMapper mapper;

	MaskingHttpMessageConvertersCustomizer(JsonMapper mapper) {
		AnnotationIntrospector existing = mapper.serializationConfig().getAnnotationIntrospector();
		this.mapper = mapper.rebuild()
			.annotationIntrospector(AnnotationIntrospector.pair(new MaskingAnnotationIntrospector(), existing))
			.build();
	}

	@Override
	public void customize(ServerBuilder builder) {
		builder.withJsonConverter(new JacksonJsonHttpMessageConverter(this.mapper));
	}

	@Override
	public int getOrder() {
		// After that of Spring Boot, which is 0.
		return 100;
	}

}
