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

import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.guard.AuthorityUse;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskedTypes.Scan;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.log.LogMessage;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Looks at start-up at what the controllers return: every property that should be masked
 * must be, by every converter.
 */
class MaskingCheck implements SmartInitializingSingleton, AuthorityUse, ApplicationListener<ContextRefreshedEvent> {

	private static final Log log = LogFactory.getLog(MaskingCheck.class);

	private final MaskingRules rules;

	private final MaskingMappers mappers;

	private final ObjectProvider<RequestMappingHandlerMapping> mappings;

	private final ListableBeanFactory beanFactory;

	private final Set<String> accepted;

	private final SingletonSupplier<Set<Class<?>>> maskedTypes = SingletonSupplier.of(this::findMaskedTypes);

	MaskingCheck(MaskingRules rules, MaskingMappers mappers, ObjectProvider<RequestMappingHandlerMapping> mappings,
			ListableBeanFactory beanFactory, Set<String> accepted) {
		this.rules = rules;
		this.mappers = mappers;
		this.mappings = mappings;
		this.beanFactory = beanFactory;
		this.accepted = accepted;
	}

	private static boolean writesUnmasked(HttpMessageConverter<?> converter) {
		return !MaskingMappers.isMasking(converter) && converter.canWrite(Probe.class, null);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<HttpMessageConverter<?>> converters = this.mappers.converters()
			.flatMap(MaskingCheck::withParts)
			.distinct()
			.toList();
		Set<Class<?>> maskedTypes = this.maskedTypes.obtain();
		BooleanSupplier masked = () -> !maskedTypes.isEmpty() || this.rules.areUsed();
		PropertyValue.refuseIf(this.mappers.json().isEnabled(MapperFeature.USE_STATIC_TYPING) && masked.getAsBoolean(),
				"spring.jackson.mapper.use-static-typing", true,
				"Remove it: what is masked in subtypes would be written as the type that was declared.");
		for (HttpMessageConverter<?> converter : converters) {
			String name = converter.getClass().getName();
			boolean clear = (writesUnmasked(converter) && masked.getAsBoolean())
					|| (!MaskingMappers.isMasking(converter)
							&& known(converter, maskedTypes).anyMatch((type) -> converter.canWrite(type, null)));
			if (clear && !this.accepted.contains(name)) {
				throw new UnmaskablePropertyException(name,
						"this message converter writes " + converter.getSupportedMediaTypes() + " as they are",
						"Remove the converter and let Spring Boot create it, or define it as a bean of exactly the type "
								+ "JacksonJsonHttpMessageConverter. To send what it writes as it is, add its name to "
								+ "'api-security.masking.accepted-converters'.");
			}
			if (clear) {
				log.warn(LogMessage.format("What %s writes (%s) is not masked", name,
						converter.getSupportedMediaTypes()));
			}
		}
		UnmaskedDoors.warn(this.beanFactory, masked);
	}

	// A servlet with a context of its own may have converters of its own.
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext child = event.getApplicationContext();
		if (child.getAutowireCapableBeanFactory() != this.beanFactory
				&& child.getBeansOfType(RequestMappingHandlerAdapter.class, true, false)
					.values()
					.stream()
					.flatMap((adapter) -> adapter.getMessageConverters().stream())
					.anyMatch(MaskingCheck::writesUnmasked)) {
			MaskedTypes types = this.mappers.types();
			boolean masked = child.getBeansOfType(RequestMappingHandlerMapping.class, true, false)
				.values()
				.stream()
				.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
				.map((method) -> GenericTypeResolver.resolveType(method.getReturnType().getGenericParameterType(),
						method.getBeanType()))
				.anyMatch((type) -> !types.scan(type).types().isEmpty());
			if (masked) {
				log.warn(LogMessage.format("What controllers of %s send is not masked: it has converters of its own",
						child.getDisplayName()));
			}
		}
	}

	private static Stream<HttpMessageConverter<?>> withParts(HttpMessageConverter<?> converter) {
		return (converter instanceof FormHttpMessageConverter form)
				? Stream.concat(Stream.of(form), form.getPartConverters().stream()) : Stream.of(converter);
	}

	@Override
	public void tell(BiConsumer<String, String> uses) {
		this.maskedTypes.obtain();
		this.rules.revealTo().forEach((authority, place) -> uses.accept(place, authority));
	}

	private Stream<Class<?>> known(HttpMessageConverter<?> converter, Set<Class<?>> maskedTypes) {
		// Any but those of texts, bytes and forms may write types that no controller
		// declares.
		String name = converter.getClass().getPackageName();
		boolean objects = !name.startsWith("org.springframework.")
				|| name.startsWith("org.springframework.http.converter.");
		return (objects) ? Stream.concat(maskedTypes.stream(), this.rules.declaringTypes().stream())
				: maskedTypes.stream();
	}

	private Set<Class<?>> findMaskedTypes() {
		long start = System.nanoTime();
		MaskedTypes types = this.mappers.types();
		Set<Type> returned = new LinkedHashSet<>();
		Set<JavaType> documents = new LinkedHashSet<>();
		this.mappings.stream().flatMap((mapping) -> mapping.getHandlerMethods().values().stream()).forEach((method) -> {
			MaskedTypes.refuseAnnotated(method.getMethod());
			Type type = GenericTypeResolver.resolveType(method.getReturnType().getGenericParameterType(),
					method.getBeanType());
			returned.add(type);
			// What stands in an error is no document of the application.
			if (!ErrorController.class.isAssignableFrom(method.getBeanType())) {
				documents.add(this.mappers.json().constructType(type));
			}
		});
		Set<Class<?>> masked = new LinkedHashSet<>();
		boolean open = false;
		for (Type type : returned) {
			Scan scan = types.scan(type);
			if (!scan.types().isEmpty()) {
				masked.addAll(scan.types());
				types.outer(type)
					.filter((outer) -> !types.scan(outer).types().isEmpty())
					.forEach((outer) -> masked.add(outer.getRawClass()));
			}
			open = open || scan.hasAnyNames();
		}
		if (!returned.isEmpty()) {
			warnOfUnapplied(types, open, new KnownPaths(types, documents));
		}
		log.debug(LogMessage.format("Checked what %d types of responses consist of in %d ms: masked properties in %s",
				returned.size(), (System.nanoTime() - start) / 1_000_000, masked));
		return masked;
	}

	private void warnOfUnapplied(MaskedTypes types, boolean open, KnownPaths known) {
		// A type may be written where no controller returns it.
		this.rules.typesOfRules().forEach(types::properties);
		// A pattern for names is a net: what is not known before it is written may have
		// any name.
		Set<String> unapplied = this.rules.unapplied()
			.stream()
			.filter((key) -> !open || key.indexOf('*') == -1 || key.startsWith("$"))
			.collect(Collectors.toCollection(TreeSet::new));
		this.rules.paths().forEach((path, names) -> {
			if (!known.contain(names)) {
				unapplied.add(path);
			}
		});
		if (!unapplied.isEmpty()) {
			log.warn(LogMessage.format("These keys of 'api-security.masking.properties' name no property that is known "
					+ "at start-up: %s", unapplied));
		}
	}

	/**
	 * A type like any other, which no converter can know.
	 *
	 * @param value a value
	 */
	private record Probe(String value) {

	}

}
