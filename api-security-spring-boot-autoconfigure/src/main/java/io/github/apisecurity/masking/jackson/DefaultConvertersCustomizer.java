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

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.github.apisecurity.masking.MaskingRules;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.log.LogMessage;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;

/**
 * Takes away the converters that are there only because a library is on the class path,
 * and that cannot mask: YAML with Jackson 2, which an API documentation library brings,
 * would be one header away from the clear values. A converter that the application asks
 * for is left, and refused at start-up.
 *
 * @param beans what the application asks for
 * @param rules tell whether anything is masked
 */
record DefaultConvertersCustomizer(ObjectProvider<HttpMessageConverter<?>> beans,
		MaskingRules rules) implements ServerHttpMessageConvertersCustomizer, Ordered {

	private static final Log log = LogFactory.getLog(DefaultConvertersCustomizer.class);

	private static final String DEFAULTS = "org\\.springframework\\.http\\.converter\\..*\\.MappingJackson2\\w+";

	@Override
	public void customize(ServerBuilder builder) {
		Set<HttpMessageConverter<?>> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
		this.beans.stream().forEach(wanted::add);
		builder.configureMessageConvertersList((converters) -> remove(converters, wanted, new HashSet<>()));
	}

	private void remove(List<HttpMessageConverter<?>> converters, Set<HttpMessageConverter<?>> wanted,
			Set<String> told) {
		converters.removeIf((converter) -> {
			boolean remove = converter.getClass().getName().matches(DEFAULTS) && !wanted.contains(converter)
					&& this.rules.areUsed();
			if (remove && told.add(converter.getClass().getName())) {
				log.warn(LogMessage.format(
						"%s cannot mask: %s is not offered. To keep it, define it as a bean and name "
								+ "it in 'api-security.masking.accepted-converters'",
						converter.getClass().getName(), converter.getSupportedMediaTypes()));
			}
			return remove;
		});
		for (HttpMessageConverter<?> converter : converters) {
			if (converter instanceof FormHttpMessageConverter form) {
				List<HttpMessageConverter<?>> parts = new ArrayList<>(form.getPartConverters());
				remove(parts, wanted, told);
				form.setPartConverters(parts);
			}
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
