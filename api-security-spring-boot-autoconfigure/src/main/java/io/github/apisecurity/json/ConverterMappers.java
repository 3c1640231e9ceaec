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

package io.github.apisecurity.json;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * The mappers of a message converter. Beside the one that everybody knows there are those
 * that were registered for single types, as Spring HATEOAS does for its models. A
 * converter only tells them to those who know the types, so they are read where it keeps
 * them.
 *
 * @since 0.1.0
 */
public final class ConverterMappers {

	private static final Field REGISTRATIONS = field(AbstractJacksonHttpMessageConverter.class, "mapperRegistrations");

	private static final Field PREFIX = field(JacksonJsonHttpMessageConverter.class, "jsonPrefix");

	private static final Field FACTORY = field(MapperBuilder.class, "_streamFactory");

	private ConverterMappers() {
	}

	private static Field field(Class<?> type, String name) {
		Field field = ReflectionUtils.findField(type, name);
		Assert.state(field != null, () -> "What a converter or a mapper holds cannot be found: " + name);
		ReflectionUtils.makeAccessible(field);
		return field;
	}

	/**
	 * Return all the mappers of a converter.
	 * @param converter the converter
	 * @return the mappers, the one for all other types first
	 */
	public static List<ObjectMapper> of(AbstractJacksonHttpMessageConverter<?> converter) {
		List<ObjectMapper> mappers = new ArrayList<>(List.of(converter.getMapper()));
		registered(converter).values().forEach((byMediaType) -> mappers.addAll(byMediaType.values()));
		return mappers;
	}

	/**
	 * Return the mapper that a converter of Spring MVC has.
	 * @param adapters have the converters
	 * @param converterType the class of the converter
	 * @return the mapper, if there is such a converter
	 */
	public static Optional<ObjectMapper> find(ObjectProvider<RequestMappingHandlerAdapter> adapters,
			Class<?> converterType) {
		return adapters.stream()
			.flatMap((adapter) -> adapter.getMessageConverters().stream())
			.filter((converter) -> converter.getClass() == converterType)
			.<ObjectMapper>map((converter) -> ((AbstractJacksonHttpMessageConverter<?>) converter).getMapper())
			.findFirst();
	}

	@SuppressWarnings("unchecked")
	static Map<Class<?>, Map<MediaType, ObjectMapper>> registered(AbstractJacksonHttpMessageConverter<?> converter) {
		Object registered = ReflectionUtils.getField(REGISTRATIONS, converter);
		return (registered != null) ? (Map<Class<?>, Map<MediaType, ObjectMapper>>) registered : Map.of();
	}

	/**
	 * Copy what the application has set, but for the mapper.
	 * @param <T> the type of the mapper
	 * @param source the converter of the application
	 * @param target the one in its place
	 */
	static <T extends ObjectMapper> void copy(AbstractJacksonHttpMessageConverter<T> source,
			AbstractJacksonHttpMessageConverter<T> target) {
		target.setSupportedMediaTypes(source.getSupportedMediaTypes());
		registered(source).keySet()
			.forEach((type) -> target.registerMappersForType(type,
					(mappers) -> mappers.putAll(source.getMappersForType(type))));
		if (source instanceof JacksonJsonHttpMessageConverter) {
			ReflectionUtils.setField(PREFIX, target, ReflectionUtils.getField(PREFIX, source));
		}
	}

	static void replaceRegistered(AbstractJacksonHttpMessageConverter<?> converter,
			UnaryOperator<ObjectMapper> replacement) {
		registered(converter).values()
			.forEach((byMediaType) -> byMediaType.replaceAll((mediaType, mapper) -> replacement.apply(mapper)));
	}

	// A builder takes a factory only when there is no mapper yet.
	static void setFactory(MapperBuilder<?, ?> builder, TokenStreamFactory factory) {
		ReflectionUtils.setField(FACTORY, builder, factory);
	}

	/**
	 * Keeps the fields, and what makes the converters anew, in a native image.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerField(REGISTRATIONS).registerField(PREFIX).registerField(FACTORY);
			List.of("json.JacksonJson", "xml.JacksonXml", "cbor.JacksonCbor", "smile.JacksonSmile", "yaml.JacksonYaml")
				.forEach((name) -> hints.reflection()
					.registerTypeIfPresent(classLoader,
							"org.springframework.http.converter." + name + "HttpMessageConverter",
							MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
		}

	}

}
