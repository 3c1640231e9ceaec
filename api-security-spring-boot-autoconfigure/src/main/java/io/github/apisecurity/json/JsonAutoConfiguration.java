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

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.cbor.JacksonCborHttpMessageConverter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the mappers of the server.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ JsonMapper.class, ServerHttpMessageConvertersCustomizer.class })
@ImportRuntimeHints(ConverterMappers.Hints.class)
public final class JsonAutoConfiguration {

	@Bean
	ServerMessageConvertersCustomizer apiSecurityServerMessageConvertersCustomizer(
			ObjectProvider<ServerJsonFactoryCustomizer> factoryCustomizers,
			ObjectProvider<ServerJsonMapperCustomizer> mapperCustomizers) {
		return new ServerMessageConvertersCustomizer(factoryCustomizers.orderedStream().toList(),
				mapperCustomizers.orderedStream().toList());
	}

	/**
	 * The converters of Spring MVC, which are shared by all its parts, are completed once
	 * nobody adds a mapper to them any more.
	 * @param customizer rebuilds mappers
	 * @return the post-processor
	 */
	@Bean
	static BeanPostProcessor apiSecurityRegisteredMappersPostProcessor(
			ObjectProvider<ServerMessageConvertersCustomizer> customizer) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof RequestMappingHandlerAdapter adapter) {
					adapter.getMessageConverters().forEach(customizer.getObject()::completeRegistered);
				}
				return bean;
			}

		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(CBORMapper.class)
	@ConditionalOnSingleCandidate(CBORMapper.class)
	static class CborConfiguration {

		@Bean
		@Order(0)
		ServerHttpMessageConvertersCustomizer apiSecurityCborConvertersCustomizer(CBORMapper mapper) {
			// Spring Boot configures this mapper, mix-ins included, and gives it to no
			// converter.
			return (builder) -> builder.withCborConverter(new JacksonCborHttpMessageConverter(mapper));
		}

	}

}
