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
import java.io.SequenceInputStream;
import java.lang.reflect.Type;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.github.apisecurity.json.BufferedMessage;
import io.github.apisecurity.json.ConverterMappers;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Reads a document with the rules before it is read without them, to tell which of them
 * would have refused it. A body is kept in memory for that, within its limit: a longer
 * one is not judged.
 */
@ControllerAdvice
class ShadowJsonAdvice extends RequestBodyAdviceAdapter {

	private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

	private final Set<JsonRule> rules;

	private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

	private final ShadowRefusals refusals;

	private final ToLongFunction<HttpServletRequest> maxSize;

	/**
	 * Bounded by the formats.
	 */
	private final Map<Class<?>, Optional<Judge>> judges = new ConcurrentHashMap<>();

	ShadowJsonAdvice(ObjectProvider<RequestMappingHandlerAdapter> adapters, Set<JsonRule> rules,
			ShadowRefusals refusals, ToLongFunction<HttpServletRequest> maxSize) {
		this.adapters = adapters;
		this.rules = rules;
		this.refusals = refusals;
		this.maxSize = maxSize;
	}

	@Override
	public boolean supports(MethodParameter parameter, Type type,
			Class<? extends HttpMessageConverter<?>> converterType) {
		return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converterType)
				&& judge(converterType).isPresent();
	}

	private Optional<Judge> judge(Class<?> converterType) {
		return this.judges.computeIfAbsent(converterType,
				(type) -> ConverterMappers.find(this.adapters, type).map((lenient) -> new Judge(lenient, this.rules)));
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
		Judge judge = judge(converterType).orElseThrow();
		judge.refusing(body, GenericTypeResolver.resolveType(type, parameter.getContainingClass()))
			.forEach((rule) -> this.refusals.add(attributes.getRequest(), "json." + rule.id()));
		return new BufferedMessage(message.getHeaders(), new ByteArrayInputStream(body));
	}

	/**
	 * Reads documents of one format.
	 *
	 * @param lenient the mapper without the rules
	 * @param strict the mapper with all of them
	 * @param strictByRule the mappers with one
	 */
	private record Judge(ObjectMapper lenient, ObjectMapper strict, Map<JsonRule, ObjectMapper> strictByRule) {

		Judge(ObjectMapper lenient, Set<JsonRule> rules) {
			this(lenient, new JsonStrictness(rules, true).rebuild(lenient), new EnumMap<>(JsonRule.class));
			rules.forEach(
					(rule) -> this.strictByRule.put(rule, new JsonStrictness(Set.of(rule), true).rebuild(lenient)));
		}

		Stream<JsonRule> refusing(byte[] body, Type type) {
			return (!isReadable(this.strict, body, type) && isReadable(this.lenient, body, type))
					? this.strictByRule.entrySet()
						.stream()
						.filter((rule) -> !isLenient(rule.getKey(), type) && !isReadable(rule.getValue(), body, type))
						.map(Map.Entry::getKey)
					: Stream.empty();
		}

		private boolean isLenient(JsonRule rule, Type type) {
			LenientJson annotation = (this.lenient instanceof JsonMapper)
					? LenientJsonMessageConverter.annotation(this.lenient.constructType(type)) : null;
			return annotation != null && Set.of(annotation.value()).contains(rule);
		}

		private static boolean isReadable(ObjectMapper mapper, byte[] body, Type type) {
			try {
				mapper.readValue(body, mapper.constructType(type));
				return true;
			}
			catch (JacksonException ex) {
				return false;
			}
		}

	}

}
