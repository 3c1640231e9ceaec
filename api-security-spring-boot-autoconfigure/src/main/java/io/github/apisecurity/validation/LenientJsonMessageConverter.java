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

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Reads types with {@link LenientJson @LenientJson}, and lists of them, and nothing else.
 */
class LenientJsonMessageConverter extends AbstractJacksonHttpMessageConverter<JsonMapper> {

	/**
	 * Mappers by the rules they leave out, of which there are as many as combinations.
	 */
	private final Map<Set<JsonRule>, JsonMapper> mappers = new ConcurrentHashMap<>();

	LenientJsonMessageConverter(JacksonJsonHttpMessageConverter strict) {
		super(strict.getMapper());
		setSupportedMediaTypes(strict.getSupportedMediaTypes());
	}

	/**
	 * Put a lenient converter before each strict one, from which it takes all but the
	 * rules.
	 * @param converters the converters
	 */
	static void addTo(List<HttpMessageConverter<?>> converters) {
		for (int i = converters.size() - 1; i >= 0; i--) {
			if (converters.get(i).getClass() == JacksonJsonHttpMessageConverter.class) {
				converters.add(i, new LenientJsonMessageConverter((JacksonJsonHttpMessageConverter) converters.get(i)));
			}
		}
	}

	/**
	 * Find the annotation of a body, or of what a list of a body contains.
	 * @param type the type of the body
	 * @return the annotation or {@code null}
	 */
	static @Nullable LenientJson annotation(JavaType type) {
		JavaType element = type;
		while (element.isCollectionLikeType() || element.isArrayType()) {
			element = element.getContentType();
		}
		return AnnotatedElementUtils.findMergedAnnotation(element.getRawClass(), LenientJson.class);
	}

	@Override
	public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
		boolean container = type.hasGenerics() || type.isArray();
		return annotation(getMapper().constructType((container) ? type.getType() : type.toClass())) != null
				&& super.canRead(type, mediaType);
	}

	@Override
	public boolean canWrite(ResolvableType type, Class<?> valueClass, @Nullable MediaType mediaType) {
		return false;
	}

	@Override
	protected ObjectReader customizeReader(ObjectReader reader, JavaType javaType) {
		LenientJson annotation = annotation(javaType);
		if (annotation == null || annotation.value().length == 0) {
			return reader;
		}
		EnumSet<JsonRule> rules = EnumSet.of(annotation.value()[0], annotation.value());
		return this.mappers.computeIfAbsent(rules, (key) -> new JsonStrictness(key, false).rebuild(getMapper()))
			.readerFor(javaType)
			.withView(reader.getConfig().getActiveView());
	}

}
