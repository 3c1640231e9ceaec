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

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;

import io.github.apisecurity.json.BufferedMessage;
import io.github.apisecurity.json.ConverterMappers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Turns the bodies of old versions into new ones, before anything reads them. The text is
 * read by the mapper that would read it otherwise, so that all its rules hold.
 */
@ControllerAdvice
class VersionChangeRequestBodyAdvice extends RequestBodyAdviceAdapter {

	private final VersionChanges changes;

	private final ObjectProvider<RequestMappingHandlerAdapter> adapter;

	VersionChangeRequestBodyAdvice(VersionChanges changes, ObjectProvider<RequestMappingHandlerAdapter> adapter) {
		this.changes = changes;
		this.adapter = adapter;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type targetType,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converterType);
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type targetType,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		List<ApiVersionChange> changes = (RequestContextHolder
			.currentRequestAttributes() instanceof ServletRequestAttributes attributes)
					? this.changes.since(attributes.getRequest()) : List.of();
		if (changes.isEmpty() || !VersionChangeFilter.isJson(message.getHeaders().getContentType())) {
			return message;
		}
		try {
			JsonNode body = ConverterMappers.find(this.adapter, converterType)
				.orElseThrow()
				.reader(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
						DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
				.readTree(message.getBody());
			if (body.isMissingNode()) {
				return message(new byte[0], message);
			}
			for (ApiVersionChange change : changes) {
				body = change.upgradeRequest(body);
			}
			return message(VersionChangeFilter.PLAIN.writeValueAsBytes(body), message);
		}
		catch (JacksonException ex) {
			throw new HttpMessageNotReadableException("Body of an old version cannot be read", ex, message);
		}
	}

	private static HttpInputMessage message(byte[] body, HttpInputMessage message) {
		return new BufferedMessage(message.getHeaders(), new ByteArrayInputStream(body));
	}

}
