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

import java.lang.reflect.Constructor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.log.LogMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.util.ClassUtils;

/**
 * Gives the server's converters, those the application defines as beans included, a
 * mapper of their own.
 */
class ServerMessageConvertersCustomizer implements ServerHttpMessageConvertersCustomizer, Ordered {

	private static final Log log = LogFactory.getLog(ServerMessageConvertersCustomizer.class);

	/**
	 * The one of Spring Data, which comes with the starter, reads projections and writes
	 * nothing.
	 */
	private static final String PROJECTING_CONVERTER = "org.springframework.data.web.ProjectingJacksonHttpMessageConverter";

	private static final String SPRING_CONVERTERS = "org.springframework.http.converter.";

	private final ServerMappers mappers;

	/**
	 * Told once, however often the converters are asked for.
	 */
	private final Set<Class<?>> foreign = ConcurrentHashMap.newKeySet();

	private final Set<ObjectMapper> rebuilt = Collections
		.newSetFromMap(Collections.synchronizedMap(new IdentityHashMap<>()));

	ServerMessageConvertersCustomizer(ServerMappers mappers) {
		this.mappers = mappers;
	}

	@Override
	public void customize(ServerBuilder builder) {
		if (!this.mappers.isEmpty()) {
			builder.configureMessageConvertersList(this::rebuild);
		}
	}

	private void rebuild(List<HttpMessageConverter<?>> converters) {
		converters.replaceAll(this::rebuild);
	}

	private HttpMessageConverter<?> rebuild(HttpMessageConverter<?> converter) {
		if (converter instanceof FormHttpMessageConverter form) {
			// The parts of a multipart response are written with converters of their own.
			form.setPartConverters(
					form.getPartConverters().stream().<HttpMessageConverter<?>>map(this::rebuild).toList());
		}
		if (converter instanceof AbstractJacksonHttpMessageConverter<?> jackson) {
			return rebuild(jackson);
		}
		// Of Jackson 2, Gson or JSON-B; that of Kotlin reads types with an annotation
		// only.
		if ((converter.canRead(Probe.class, MediaType.APPLICATION_JSON)
				|| converter.getClass().getSimpleName().startsWith("KotlinSerializationJson"))
				&& this.foreign.add(converter.getClass())) {
			log.warn(LogMessage
				.format("%s reads JSON without the rules and limits of 'api-security.validation.json', which "
						+ "are those of Jackson 3", converter.getClass().getName()));
		}
		return converter;
	}

	@SuppressWarnings("unchecked")
	private <T extends ObjectMapper> HttpMessageConverter<?> rebuild(AbstractJacksonHttpMessageConverter<T> source) {
		Class<?> type = source.getClass();
		Constructor<?> constructor = ClassUtils.getConstructorIfAvailable(type, source.getMapper().getClass());
		if (!type.getPackageName().startsWith(SPRING_CONVERTERS) || constructor == null) {
			if (!type.getName().equals(PROJECTING_CONVERTER) && this.foreign.add(type)) {
				log.warn(LogMessage.format("%s keeps a mapper of its own: what is configured for the server's mapper "
						+ "does not apply to it", type.getName()));
			}
			return source;
		}
		AbstractJacksonHttpMessageConverter<T> converter = (AbstractJacksonHttpMessageConverter<T>) BeanUtils
			.instantiateClass(constructor, remember(this.mappers.rebuild(source.getMapper())));
		ConverterMappers.copy(source, converter);
		completeRegistered(converter);
		return converter;
	}

	private ObjectMapper remember(ObjectMapper mapper) {
		this.rebuilt.add(mapper);
		return mapper;
	}

	/**
	 * Rebuild the mappers that others have registered for single types meanwhile, as
	 * Spring HATEOAS does once all converters are there.
	 * @param converter the converter
	 */
	void completeRegistered(HttpMessageConverter<?> converter) {
		if (converter instanceof AbstractJacksonHttpMessageConverter<?> jackson
				&& this.rebuilt.contains(jackson.getMapper())) {
			ConverterMappers.replaceRegistered(jackson,
					(mapper) -> (mapper instanceof JsonMapper && !this.rebuilt.contains(mapper))
							? remember(this.mappers.rebuild(mapper)) : mapper);
		}
	}

	@Override
	public int getOrder() {
		// After those of Spring Boot, which are 0.
		return 100;
	}

	/**
	 * What any converter of JSON can read.
	 */
	private record Probe(String name) {

	}

}
