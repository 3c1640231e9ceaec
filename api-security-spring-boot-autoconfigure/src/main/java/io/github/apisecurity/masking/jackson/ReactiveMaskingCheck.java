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
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.GenericTypeResolver;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Names the types of a reactive application that declare masks which nobody applies.
 *
 * @param beanFactory knows the controllers
 * @param rules knows what the packages of the application declare
 */
record ReactiveMaskingCheck(ListableBeanFactory beanFactory, MaskingRules rules) implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(ReactiveMaskingCheck.class);

	@Override
	public void afterSingletonsInstantiated() {
		MaskedTypes types = new MaskedTypes(
				JsonMapper.builder().addModule(new MaskingModule(this.rules, RevealSource.none())).build(), this.rules);
		Set<Class<?>> masked = new HashSet<>(this.rules.declaringTypes());
		MaskedTypes.findHandlers(this.beanFactory, RequestMapping.class,
				(controller, method) -> masked.addAll(masked(types, method, controller)));
		if (!masked.isEmpty()) {
			log.warn("This application is reactive, where nothing is masked: values with '@Masked' or '@Classified' "
					+ "are sent as they are in "
					+ masked.stream().map(Class::getName).collect(Collectors.toCollection(TreeSet::new)));
		}
	}

	private static Set<Class<?>> masked(MaskedTypes types, Method method, Class<?> controller) {
		Type returned = GenericTypeResolver.resolveType(method.getGenericReturnType(), controller);
		try {
			return types.scan(returned).types();
		}
		catch (UnmaskablePropertyException ex) {
			// Something in it, that could not be masked elsewhere either.
			return types.outer(returned)
				.<Class<?>>map((outer) -> outer.getRawClass())
				.filter((outer) -> !MaskedTypes.isForeign(outer))
				.collect(Collectors.toSet());
		}
	}

}
