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

package io.github.apisecurity.problem;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.core.log.LogMessage;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for error responses.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@EnableConfigurationProperties(ProblemProperties.class)
@ImportRuntimeHints(ProblemRuntimeHints.class)
@Import({ GatewayConfiguration.class, JettyConfiguration.class, TomcatConfiguration.class })
public final class ProblemAutoConfiguration {

	private static final Log log = LogFactory.getLog(ProblemAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	ProblemWriter apiSecurityProblemWriter(ProblemProperties properties, ObjectProvider<ProblemCustomizer> customizers,
			ApplicationContext context) {
		return new DefaultProblemWriter(typeBase(properties), customizers.orderedStream().toList(),
				new ErrorPages(context));
	}

	@Bean
	InvalidFields apiSecurityInvalidFields(ApplicationContext messages) {
		return new InvalidFields(messages);
	}

	private static URI typeBase(ProblemProperties properties) {
		URI typeBase = properties.getTypeBaseUri();
		PropertyValue.refuseIf(typeBase.isOpaque() || !typeBase.isAbsolute() || !typeBase.getPath().endsWith("/"),
				"api-security.problem.type-base-uri", typeBase,
				"Use an absolute URI that ends with a slash, such as 'https://api.example.com/problems/'.");
		return typeBase;
	}

	@Bean
	ProblemResolver apiSecurityProblemResolver(ObjectProvider<ProblemMapper> mappers) {
		return new ProblemResolver(mappers.orderedStream().toList());
	}

	@Bean
	FilterRegistrationBean<ProblemFilter> apiSecurityProblemFilter(ProblemResolver resolver, ProblemWriter writer,
			ObjectProvider<ProblemHeaderWriter> headerWriters, ObjectProvider<ProblemErrorController> errorPage,
			ObjectProvider<AbstractConfigurableWebServerFactory> servers, ProblemProperties properties) {
		IntPredicate others = (properties.isEnabled()) ? (status) -> true : null;
		FilterRegistrationBean<ProblemFilter> registration = new FilterRegistrationBean<>(
				new ProblemFilter(resolver, ProblemHeaderWriter.decorate(writer, headerWriters),
						(errorPage.getIfAvailable() != null) ? ownPages(servers) : others));
		registration.setOrder(ChainOrder.PROBLEMS.filterOrder());
		return registration;
	}

	@Bean
	ProblemWebMvcConfigurer apiSecurityProblemWebMvcConfigurer(ProblemResolver resolver, ProblemWriter writer,
			ObjectProvider<ProblemErrorController> errorPage,
			ObjectProvider<AbstractConfigurableWebServerFactory> servers, ApplicationContext context) {
		boolean allErrors = errorPage.getIfAvailable() != null;
		ProblemExceptionResolver exceptionResolver = new ProblemExceptionResolver(resolver, writer, ownPages(servers));
		return new ProblemWebMvcConfigurer((allErrors) ? exceptionResolver : null,
				new RefusalExceptionResolver(exceptionResolver, allErrors,
						SingletonSupplier.of(() -> ControllerAdviceBean.findAnnotatedBeans(context))));
	}

	// Those of single-page applications, say. That for all others is Spring Boot's.
	private static IntPredicate ownPages(ObjectProvider<AbstractConfigurableWebServerFactory> servers) {
		Set<Integer> statuses = servers.stream()
			.flatMap((server) -> server.getErrorPages().stream())
			.filter((page) -> page.getStatus() != null)
			.map(ErrorPage::getStatusCode)
			.collect(Collectors.toSet());
		return statuses::contains;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "api-security.problem.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(value = { ErrorController.class, ErrorAttributes.class, ErrorPageRegistrar.class },
			search = SearchStrategy.CURRENT)
	static class ErrorResponseConfiguration {

		ErrorResponseConfiguration(Environment environment) {
			Stream.of("message", "binding-errors", "stacktrace", "exception")
				.map("spring.web.error.include-"::concat)
				.filter((key) -> !List.of("never", "false")
					.contains(environment.getProperty(key, "never").toLowerCase(Locale.ROOT)))
				.forEach((key) -> log.warn(LogMessage.format("'%s' has no effect: errors are problems, which say less. "
						+ "'api-security.problem.enabled: false' leaves them to Spring Boot.", key)));
		}

		@Bean
		ProblemErrorController apiSecurityProblemErrorController(ProblemResolver resolver, ProblemWriter writer) {
			return new ProblemErrorController(resolver, writer);
		}

		@Bean
		PostureContributor apiSecurityProblemPosture(ProblemProperties properties) {
			return () -> new FeaturePosture("problem", Map.of("type-base-uri", properties.getTypeBaseUri().toString()));
		}

		// Spring Boot adds an advice that would answer MVC's own exceptions in another
		// shape, unless there is a bean of this type.
		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty("spring.mvc.problemdetails.enabled")
		ResponseEntityExceptionHandler apiSecurityNoProblemDetailsExceptionHandler() {
			return new ResponseEntityExceptionHandler() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Tracer.class)
	static class TracingConfiguration {

		@Bean
		ProblemCustomizer apiSecurityTraceIdProblemCustomizer(ObjectProvider<Tracer> tracer) {
			return (problem) -> tracer.ifUnique((available) -> {
				Span span = available.currentSpan();
				if (span != null) {
					problem.setProperty("traceId", span.context().traceId());
				}
			});
		}

	}

}
