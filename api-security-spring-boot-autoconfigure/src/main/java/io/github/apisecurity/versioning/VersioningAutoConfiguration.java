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

package io.github.apisecurity.versioning;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.HandlerMappings;
import io.github.apisecurity.guard.Guards;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.MethodClassKey;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.accept.ApiVersionParser;
import org.springframework.web.accept.ApiVersionResolver;
import org.springframework.web.accept.ApiVersionStrategy;
import org.springframework.web.accept.SemanticApiVersionParser;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the life cycles of API versions.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = WebMvcAutoConfiguration.class,
		beforeName = { "org.springdoc.core.configuration.SpringDocConfiguration",
				"org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration",
				"org.springdoc.webmvc.core.configuration.MultipleOpenApiSupportConfiguration" },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HttpSecurity.class, WebMvcProperties.class })
@ConditionalOnBooleanProperty(name = "api-security.versioning.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ VersioningProperties.class, WebMvcProperties.class })
@Import({ VersionMetrics.class, ApiVersionsEndpoint.class, VersionChangeConfiguration.class,
		VersioningOpenApiConfiguration.class })
public final class VersioningAutoConfiguration {

	@Bean
	ApiVersions apiSecurityApiVersions(VersioningProperties properties, WebMvcProperties mvc,
			ObjectProvider<ApiVersionStrategy> strategy, ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			ObjectProvider<RouterFunctionMapping> routers, ObjectProvider<Clock> clock) {
		WebMvcProperties.Apiversion version = mvc.getApiversion();
		Collection<String> supported = new ArrayList<>(
				(version.getSupported() != null) ? version.getSupported() : List.of());
		Stream.ofNullable(version.getDefaultVersion()).forEach(supported::add);
		return new ApiVersions(strategy, mappings, routers, VersionLifecycleFactory.create(properties), supported,
				clock.getIfUnique(Clock::systemUTC));
	}

	@Bean
	VersionPlaces apiSecurityVersionPlaces(VersioningProperties properties, WebMvcProperties mvc,
			ObjectProvider<ApiVersionResolver> resolvers) {
		WebMvcProperties.Apiversion.Use use = mvc.getApiversion().getUse();
		boolean named = StringUtils.hasText(use.getHeader()) || StringUtils.hasText(use.getQueryParameter())
				|| use.getPathSegment() != null || !use.getMediaTypeParameter().isEmpty()
				|| resolvers.stream().findAny().isPresent();
		String ours = properties.getVersions().isEmpty() ? null : properties.getHeader();
		return new VersionPlaces(text(named ? use.getHeader() : ours), text(use.getQueryParameter()),
				use.getPathSegment(), named);
	}

	private static @Nullable String text(@Nullable String text) {
		return StringUtils.hasText(text) ? text : null;
	}

	/**
	 * Behind all places that the application names in code.
	 * @param places where the version is
	 * @return the configurer
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebMvcConfigurer apiSecurityVersioningWebMvcConfigurer(VersionPlaces places) {
		return new VersioningWebMvcConfigurer((configurer) -> {
			if (!places.named() && places.header() != null) {
				configurer.useRequestHeader(places.header());
			}
		});
	}

	/**
	 * Ordered right after that of Spring Boot, and before those of the application, which
	 * win. One that has no versions is left as it is.
	 * @param properties the properties
	 * @param mvc the properties of Spring MVC
	 * @param places where the version is
	 * @param own a parser of the application
	 * @return the configurer
	 */
	@Bean
	@Order(1)
	WebMvcConfigurer apiSecurityVersionDefaultsWebMvcConfigurer(VersioningProperties properties, WebMvcProperties mvc,
			VersionPlaces places, ObjectProvider<ApiVersionParser<?>> own) {
		ApiVersionParser<SemanticApiVersionParser.Version> parser = VersioningWebMvcConfigurer::parse;
		return new VersioningWebMvcConfigurer((configurer) -> {
			boolean versions = places.named() || !properties.getVersions().isEmpty();
			if (versions && own.getIfAvailable() == null) {
				configurer.setVersionParser(parser);
			}
			if (versions && mvc.getApiversion().getRequired() == null) {
				// Whether one is needed depends on the endpoint, which is not known yet.
				configurer.setVersionRequired(false);
			}
		});
	}

	@Bean
	VersionProblems apiSecurityVersionProblems(VersioningProperties properties, ApiVersions versions) {
		return new VersionProblems(versions, properties.getMode());
	}

	@Bean
	VersionUsage apiSecurityVersionUsage() {
		return new VersionUsage();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Guards<VersionLifecycle> apiSecurityDeprecatedEndpoints(ConfigurableBeanFactory beanFactory,
			ListableBeanFactory beans) {
		Supplier<Set<MethodClassKey>> handlers = SingletonSupplier.of(() -> HandlerMappings.intercepted(beans));
		return new Guards<>(beanFactory, (annotations, method, member) -> VersionLifecycleFactory.create(annotations),
				List.of(ApiDeprecated.class), List.of())
			.without((type) -> true, (method, type) -> handlers.get().contains(new MethodClassKey(method, type)));
	}

	@Bean
	WebMvcConfigurer apiSecurityVersioningInterceptorConfigurer(ApiVersions versions, VersionPlaces places,
			VersionProblems problems, Guards<VersionLifecycle> endpoints, VersionUsage usage,
			VersioningProperties properties, WebMvcProperties mvc, ObjectProvider<VersionMetrics> metrics,
			SecurityEventPublisher publisher) {
		boolean required = !Boolean.FALSE.equals(mvc.getApiversion().getRequired());
		return new ChainInterceptor(ChainOrder.API_VERSION, new VersioningInterceptor(versions, required, places,
				problems, endpoints, usage, properties.getMode(), metrics.getIfAvailable(), publisher));
	}

}
