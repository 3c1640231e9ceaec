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

package io.github.apisecurity.validation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Type;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/**
 * Reads a document with the rules before it is read without them, to tell which of them
 * would have refused it. A body is kept in memory for that, within its limit: a longer
 * one is not judged.
 */
@ControllerAdvice
class ShadowJsonAdvice extends RequestBodyAdviceAdapter {

	private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

	private final JsonMapper lenient;

	private final JsonMapper strict;

	private final Map<JsonRule, JsonMapper> strictByRule = new EnumMap<>(JsonRule.class);

	private final ShadowRefusals refusals;

	private final ToLongFunction<HttpServletRequest> maxSize;

	ShadowJsonAdvice(JsonMapper mapper, Set<JsonRule> rules, ShadowRefusals refusals,
			ToLongFunction<HttpServletRequest> maxSize) {
		this.maxSize = maxSize;
		this.lenient = mapper;
		this.strict = new JsonStrictness(rules, true).rebuild(mapper);
		rules.forEach((rule) -> this.strictByRule.put(rule, new JsonStrictness(Set.of(rule), true).rebuild(mapper)));
		this.refusals = refusals;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return JacksonJsonHttpMessageConverter.class.isAssignableFrom(converterType);
	}

	@Override
	public HttpInputMessage beforeBodyRead(HttpInputMessage message, MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) throws IOException {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return message;
		}
		long maxSize = this.maxSize.applyAsLong(attributes.getRequest());
		byte[] body = message.getBody().readNBytes((int) Math.min(maxSize, MAX_ARRAY - 1) + 1);
		if (body.length > maxSize) {
			return new BufferedMessage(message.getHeaders(),
					new SequenceInputStream(new ByteArrayInputStream(body), message.getBody()));
		}
		if (!isReadable(this.strict, body, type) && isReadable(this.lenient, body, type)) {
			this.strictByRule.forEach((rule, mapper) -> {
				if (!isLenient(rule, type) && !isReadable(mapper, body, type)) {
					this.refusals.add(attributes.getRequest(),
							"json." + rule.name().toLowerCase(Locale.ROOT).replace('_', '-'));
				}
			});
		}
		return new BufferedMessage(message.getHeaders(), new ByteArrayInputStream(body));
	}

	private boolean isLenient(JsonRule rule, Type type) {
		Class<?> raw = this.lenient.constructType(type).getRawClass();
		LenientJson annotation = AnnotatedElementUtils.findMergedAnnotation(raw, LenientJson.class);
		return annotation != null && Set.of(annotation.value()).contains(rule);
	}

	private static boolean isReadable(JsonMapper mapper, byte[] body, Type type) {
		try {
			mapper.readValue(body, mapper.constructType(type));
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private record BufferedMessage(HttpHeaders headers, InputStream body) implements HttpInputMessage {

		@Override
		public InputStream getBody() {
			return this.body;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
