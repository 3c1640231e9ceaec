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

package io.github.apisecurity.validation.json;

import java.util.List;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Puts a lenient converter before each strict one, from which it takes all but the rules.
 */
class LenientJsonCustomizer implements ServerHttpMessageConvertersCustomizer, Ordered {

	@Override
	public void customize(ServerBuilder builder) {
		builder.configureMessageConvertersList(this::addLenient);
	}

	private void addLenient(List<HttpMessageConverter<?>> converters) {
		for (int i = converters.size() - 1; i >= 0; i--) {
			if (converters.get(i).getClass() == JacksonJsonHttpMessageConverter.class) {
				converters.add(i, new LenientJsonMessageConverter((JacksonJsonHttpMessageConverter) converters.get(i)));
			}
		}
	}

	@Override
	public int getOrder() {
		// After the server's mapper has been made.
		return 200;
	}

}
