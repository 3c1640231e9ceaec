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

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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
			return withMediaTypes(new JacksonJsonHttpMessageConverter(this.mappers.rebuild(json.getMapper())), json);
		}
		if (xmlPresent && converter instanceof JacksonXmlHttpMessageConverter xml
				&& converter.getClass() == JacksonXmlHttpMessageConverter.class) {
			return withMediaTypes(
					new JacksonXmlHttpMessageConverter(ServerMappers.Xml.rebuild(this.mappers, xml.getMapper())), xml);
		}
		if (cborPresent && converter instanceof JacksonCborHttpMessageConverter cbor
				&& converter.getClass() == JacksonCborHttpMessageConverter.class) {
			return withMediaTypes(
					new JacksonCborHttpMessageConverter(ServerMappers.Cbor.rebuild(this.mappers, cbor.getMapper())),
					cbor);
		}
		if (converter instanceof FormHttpMessageConverter form) {
			// The parts of a multipart response are written with converters of their own.
			form.setPartConverters(
					form.getPartConverters().stream().<HttpMessageConverter<?>>map(this::rebuild).toList());
		}
		if (converter instanceof AbstractJacksonHttpMessageConverter
				&& !converter.getClass().getName().equals(PROJECTING_CONVERTER)) {
			log.warn(LogMessage.format("%s keeps a mapper of its own: what is configured for the server's mapper does "
					+ "not apply to it", converter.getClass().getName()));
		}
		return converter;
	}

	private static HttpMessageConverter<?> withMediaTypes(AbstractJacksonHttpMessageConverter<?> converter,
			AbstractJacksonHttpMessageConverter<?> source) {
		converter.setSupportedMediaTypes(source.getSupportedMediaTypes());
		return converter;
	}

	@Override
	public int getOrder() {
		// After those of Spring Boot, which are 0.
		return 100;
	}

}
