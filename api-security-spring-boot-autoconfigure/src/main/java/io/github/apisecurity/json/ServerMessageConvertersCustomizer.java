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

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.log.LogMessage;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.cbor.JacksonCborHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.xml.JacksonXmlHttpMessageConverter;
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

	private static final boolean xmlPresent = ClassUtils.isPresent("tools.jackson.dataformat.xml.XmlMapper",
			ServerMessageConvertersCustomizer.class.getClassLoader());

	private static final boolean cborPresent = ClassUtils.isPresent("tools.jackson.dataformat.cbor.CBORMapper",
			ServerMessageConvertersCustomizer.class.getClassLoader());

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
		if (converter.getClass() == JacksonJsonHttpMessageConverter.class) {
			JacksonJsonHttpMessageConverter json = (JacksonJsonHttpMessageConverter) converter;
			return like(json, new JacksonJsonHttpMessageConverter(remember(this.mappers.rebuild(json.getMapper()))));
		}
		if (xmlPresent && Xml.isRebuildable(converter)) {
			return Xml.rebuild(this, converter);
		}
		if (cborPresent && Cbor.isRebuildable(converter)) {
			return Cbor.rebuild(this, converter);
		}
		if (converter instanceof FormHttpMessageConverter form) {
			// The parts of a multipart response are written with converters of their own.
			form.setPartConverters(
					form.getPartConverters().stream().<HttpMessageConverter<?>>map(this::rebuild).toList());
		}
		if (converter instanceof AbstractJacksonHttpMessageConverter
				&& !converter.getClass().getName().equals(PROJECTING_CONVERTER)
				&& this.foreign.add(converter.getClass())) {
			log.warn(LogMessage.format("%s keeps a mapper of its own: what is configured for the server's mapper does "
					+ "not apply to it", converter.getClass().getName()));
		}
		return converter;
	}

	private <T extends ObjectMapper> T remember(T mapper) {
		this.rebuilt.add(mapper);
		return mapper;
	}

	private <T extends ObjectMapper> HttpMessageConverter<?> like(AbstractJacksonHttpMessageConverter<T> source,
			AbstractJacksonHttpMessageConverter<T> converter) {
		converter.setSupportedMediaTypes(source.getSupportedMediaTypes());
		ConverterMappers.registered(source)
			.keySet()
			.forEach((type) -> converter.registerMappersForType(type,
					(mappers) -> mappers.putAll(source.getMappersForType(type))));
		completeRegistered(converter);
		return converter;
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
					(mapper) -> (mapper instanceof JsonMapper json && !this.rebuilt.contains(mapper))
							? remember(this.mappers.rebuild(json)) : mapper);
		}
	}

	@Override
	public int getOrder() {
		// After those of Spring Boot, which are 0.
		return 100;
	}

	/**
	 * Keeps the optional XML format out of the outer class.
	 */
	private static final class Xml {

		static boolean isRebuildable(HttpMessageConverter<?> converter) {
			return converter.getClass() == JacksonXmlHttpMessageConverter.class;
		}

		static HttpMessageConverter<?> rebuild(ServerMessageConvertersCustomizer customizer,
				HttpMessageConverter<?> converter) {
			JacksonXmlHttpMessageConverter xml = (JacksonXmlHttpMessageConverter) converter;
			return customizer.like(xml, new JacksonXmlHttpMessageConverter(
					customizer.remember(ServerMappers.Xml.rebuild(customizer.mappers, xml.getMapper()))));
		}

	}

	/**
	 * Keeps the optional CBOR format out of the outer class.
	 */
	private static final class Cbor {

		static boolean isRebuildable(HttpMessageConverter<?> converter) {
			return converter.getClass() == JacksonCborHttpMessageConverter.class;
		}

		static HttpMessageConverter<?> rebuild(ServerMessageConvertersCustomizer customizer,
				HttpMessageConverter<?> converter) {
			JacksonCborHttpMessageConverter cbor = (JacksonCborHttpMessageConverter) converter;
			return customizer.like(cbor, new JacksonCborHttpMessageConverter(
					customizer.remember(ServerMappers.Cbor.rebuild(customizer.mappers, cbor.getMapper()))));
		}

	}

}
