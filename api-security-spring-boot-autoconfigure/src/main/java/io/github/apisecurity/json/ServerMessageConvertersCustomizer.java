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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.core.TSFBuilder;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

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

	/**
	 * Is in every mapper that has been customized.
	 */
	private static final JacksonModule CUSTOMIZED = new SimpleModule("apiSecurityServer");

	private final List<ServerJsonFactoryCustomizer> factoryCustomizers;

	private final List<ServerJsonMapperCustomizer> mapperCustomizers;

	/**
	 * Told once, however often the converters are asked for.
	 */
	private final Set<Class<?>> foreign = ConcurrentHashMap.newKeySet();

	ServerMessageConvertersCustomizer(List<ServerJsonFactoryCustomizer> factoryCustomizers,
			List<ServerJsonMapperCustomizer> mapperCustomizers) {
		this.factoryCustomizers = factoryCustomizers;
		this.mapperCustomizers = mapperCustomizers;
	}

	@Override
	public void customize(ServerBuilder builder) {
		if (!this.factoryCustomizers.isEmpty() || !this.mapperCustomizers.isEmpty()) {
			builder.configureMessageConvertersList((converters) -> converters.replaceAll(this::rebuild));
		}
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
			.instantiateClass(constructor, rebuild(source.getMapper()));
		ConverterMappers.copy(source, converter);
		completeRegistered(converter);
		return converter;
	}

	private ObjectMapper rebuild(ObjectMapper mapper) {
		TSFBuilder<?, ?> factory = mapper.tokenStreamFactory().rebuild();
		this.factoryCustomizers.forEach((customizer) -> customizer.customize(factory));
		MapperBuilder<?, ?> builder = mapper.rebuild();
		ConverterMappers.setFactory(builder, factory.build());
		this.mapperCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.addModule(CUSTOMIZED).build();
	}

	private static boolean isCustomized(ObjectMapper mapper) {
		return mapper.registeredModules().contains(CUSTOMIZED);
	}

	/**
	 * Rebuild the mappers that others have registered for single types meanwhile, as
	 * Spring HATEOAS does once all converters are there.
	 * @param converter the converter
	 */
	void completeRegistered(HttpMessageConverter<?> converter) {
		if (converter instanceof AbstractJacksonHttpMessageConverter<?> jackson && isCustomized(jackson.getMapper())) {
			ConverterMappers.replaceRegistered(jackson,
					(mapper) -> (mapper instanceof JsonMapper && !isCustomized(mapper)) ? rebuild(mapper) : mapper);
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
