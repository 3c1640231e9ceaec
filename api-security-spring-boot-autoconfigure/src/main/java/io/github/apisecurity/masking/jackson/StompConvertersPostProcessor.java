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

package io.github.apisecurity.masking.jackson;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * Gives the converters of STOMP messages mappers that mask. A converter tells its mapper
 * to its subclasses only.
 *
 * @param module masks
 */
record StompConvertersPostProcessor(Supplier<MaskingModule> module) implements BeanPostProcessor {

	static final String CONVERTERS = "brokerMessageConverter";

	private static final Method MAPPER = mapper();

	private static Method mapper() {
		Method mapper = ReflectionUtils.findMethod(JacksonJsonMessageConverter.class, "getJsonMapper");
		Assert.state(mapper != null, "The mapper of a message converter cannot be found");
		ReflectionUtils.makeAccessible(mapper);
		return mapper;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (beanName.equals(CONVERTERS) && bean instanceof CompositeMessageConverter converters) {
			converters.getConverters().replaceAll(this::masking);
		}
		return bean;
	}

	private MessageConverter masking(MessageConverter converter) {
		if (converter.getClass() == JacksonJsonMessageConverter.class) {
			JacksonJsonMessageConverter json = (JacksonJsonMessageConverter) converter;
			JsonMapper mapper = (JsonMapper) ReflectionUtils.invokeMethod(MAPPER, json);
			Assert.state(mapper != null, "A message converter has no mapper");
			JacksonJsonMessageConverter masking = new JacksonJsonMessageConverter(
					mapper.rebuild().addModule(this.module.get()).build());
			masking.setContentTypeResolver(json.getContentTypeResolver());
			masking.setStrictContentTypeMatch(json.isStrictContentTypeMatch());
			masking.setSerializedPayloadClass(json.getSerializedPayloadClass());
			return masking;
		}
		return converter;
	}

	static boolean isMasking(Object bean) {
		return bean instanceof CompositeMessageConverter converters && converters.getConverters()
			.stream()
			.allMatch((converter) -> converter.getClass() == JacksonJsonMessageConverter.class
					|| converter instanceof StringMessageConverter || converter instanceof ByteArrayMessageConverter);
	}

	/**
	 * Keeps the method in a native image.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerMethod(MAPPER, ExecutableMode.INVOKE);
		}

	}

}
