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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Completes the converters of Spring MVC, which are shared by all its parts, once nobody
 * adds a mapper to them any more.
 *
 * @param customizer rebuilds mappers
 */
record RegisteredMappersPostProcessor(
		ObjectProvider<ServerMessageConvertersCustomizer> customizer) implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RequestMappingHandlerAdapter adapter) {
			ServerMessageConvertersCustomizer customizer = this.customizer.getObject();
			adapter.getMessageConverters().forEach(customizer::completeRegistered);
		}
		return bean;
	}

}
