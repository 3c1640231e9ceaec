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
import org.springframework.beans.factory.annotation.Qualifier;
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
@Import({ VersioningMetricsConfiguration.class, VersioningActuatorConfiguration.class, VersionChangeConfiguration.class,
		VersioningOpenApiConfiguration.class })
public final class VersioningAutoConfiguration {

	@Bean
	ApiVersions apiSecurityApiVersions(VersioningProperties properties, WebMvcProperties mvc,
			ObjectProvider<ApiVersionStrategy> strategy, ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			ObjectProvider<RouterFunctionMapping> routers) {
		WebMvcProperties.Apiversion version = mvc.getApiversion();
		Collection<String> supported = new ArrayList<>(
				(version.getSupported() != null) ? version.getSupported() : List.of());
		Stream.ofNullable(version.getDefaultVersion()).forEach(supported::add);
		return new ApiVersions(strategy, mappings, routers, VersionLifecycleFactory.create(properties), supported);
	}

	@Bean
	VersionPlaces apiSecurityVersionPlaces(VersioningProperties properties, WebMvcProperties mvc,
			ObjectProvider<ApiVersionResolver> resolvers) {
		WebMvcProperties.Apiversion.Use use = mvc.getApiversion().getUse();
		boolean byDefault = !isInUse(use, resolvers) && !properties.getVersions().isEmpty();
		return (byDefault) ? new VersionPlaces(text(properties.getHeader()), null, null)
				: new VersionPlaces(text(use.getHeader()), text(use.getQueryParameter()), use.getPathSegment());
	}

	private static boolean isInUse(WebMvcProperties.Apiversion.Use use, ObjectProvider<ApiVersionResolver> resolvers) {
		return StringUtils.hasText(use.getHeader()) || StringUtils.hasText(use.getQueryParameter())
				|| use.getPathSegment() != null || !use.getMediaTypeParameter().isEmpty()
				|| resolvers.stream().findAny().isPresent();
	}

	private static @Nullable String text(@Nullable String text) {
		return StringUtils.hasText(text) ? text : null;
	}

	/**
	 * An application that has no versions is left as it is.
	 * @param properties the properties
	 * @param mvc the properties of Spring MVC
	 * @param places where the version is
	 * @param resolvers own resolvers
	 * @param parser an own parser
	 * @return the configurer
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebMvcConfigurer apiSecurityVersioningWebMvcConfigurer(VersioningProperties properties, WebMvcProperties mvc,
			VersionPlaces places, ObjectProvider<ApiVersionResolver> resolvers,
			ObjectProvider<ApiVersionParser<?>> parser) {
		boolean inUse = isInUse(mvc.getApiversion().getUse(), resolvers);
		if (!inUse && properties.getVersions().isEmpty()) {
			return new WebMvcConfigurer() {
			};
		}
		return new VersioningWebMvcConfigurer(mvc.getApiversion(), places, !inUse, parser.getIfAvailable() != null,
				properties.getVersions().keySet());
	}

	/**
	 * Ordered right after that of Spring Boot.
	 * @param configurer knows what the application leaves open
	 * @return the configurer
	 */
	@Bean
	@Order(1)
	WebMvcConfigurer apiSecurityVersionDefaultsWebMvcConfigurer(
			@Qualifier("apiSecurityVersioningWebMvcConfigurer") WebMvcConfigurer configurer) {
		return (configurer instanceof VersioningWebMvcConfigurer versioning) ? versioning.defaults() : configurer;
	}

	@Bean
	VersionProblems apiSecurityVersionProblems(VersioningProperties properties, ApiVersions versions,
			ObjectProvider<Clock> clock) {
		return new VersionProblems(versions, properties.getMode(), clock.getIfUnique(Clock::systemUTC));
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
			SecurityEventPublisher publisher, ObjectProvider<Clock> clock) {
		VersionMetrics recorder = metrics.getIfAvailable(() -> (version, outcome) -> {
		});
		boolean required = !Boolean.FALSE.equals(mvc.getApiversion().getRequired());
		return new ChainInterceptor(ChainOrder.API_VERSION,
				new VersioningInterceptor(versions, required, places, problems, endpoints, usage, properties.getMode(),
						recorder, publisher, clock.getIfUnique(Clock::systemUTC)));
	}

}
