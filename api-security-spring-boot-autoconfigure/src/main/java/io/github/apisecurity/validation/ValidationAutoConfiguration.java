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

package io.github.apisecurity.validation;

import java.text.Normalizer.Form;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.json.ServerJsonFactoryCustomizer;
import io.github.apisecurity.json.ServerJsonMapperCustomizer;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.validation.JsonProperties.UnicodeNormalization;
import jakarta.validation.ConstraintViolation;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for input validation.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBooleanProperty(name = "api-security.validation.enabled", matchIfMissing = true)
@Import(RequestLimitsConfiguration.class)
@ImportRuntimeHints(ValidationRuntimeHints.class)
public final class ValidationAutoConfiguration {

	@Bean
	static BeanFactoryPostProcessor apiSecurityRequestDefaults(ConfigurableEnvironment environment) {
		return (beanFactory) -> RequestDefaultsEnvironmentPostProcessor.addDefaults(environment);
	}

	@Bean
	ShadowRefusals apiSecurityShadowRefusals(SecurityEventPublisher publisher) {
		return new ShadowRefusals(publisher);
	}

	@Bean
	EntityBodyWarning apiSecurityEntityBodyWarning(ObjectProvider<RequestMappingHandlerMapping> mappings) {
		return new EntityBodyWarning(mappings);
	}

	@Bean
	ValidationPosture apiSecurityValidationPosture(BeanFactory beans) {
		return new ValidationPosture(beans);
	}

	/**
	 * Content of which no other mapper says more, and nobody else tells.
	 * @param publisher the audit trail
	 * @return the mapper, which decides nothing
	 */
	@Bean
	ProblemMapper apiSecurityUnreadableContentMapper(SecurityEventPublisher publisher) {
		return (exception) -> {
			if (exception instanceof MaxUploadSizeExceededException) {
				publisher.publish(SecurityEventType.VALIDATION_FAILED, RequestRefusal.BODY_TOO_LARGE.code(), Map.of());
			}
			else if (exception instanceof HttpMediaTypeNotSupportedException) {
				publisher.publish(SecurityEventType.VALIDATION_FAILED, RequestRefusal.CONTENT_TYPE.code(), Map.of());
			}
			else if (exception instanceof HttpMessageNotReadableException || exception instanceof MultipartException) {
				publisher.publish(SecurityEventType.VALIDATION_FAILED, "unreadable_content", Map.of());
			}
			return null;
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConstraintViolation.class)
	static class ConstraintConfiguration {

		@Bean
		ValidationProblemMapper apiSecurityValidationProblemMapper(ApplicationContext messages,
				InvalidFields invalidFields, SecurityEventPublisher publisher,
				ObjectProvider<JsonPropertyNames> names) {
			return new ValidationProblemMapper(messages, invalidFields, publisher, names.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class PropertyNamesConfiguration {

		@Bean
		JsonPropertyNames apiSecurityJsonPropertyNames(ObjectProvider<JsonMapper> mapper) {
			return new JsonPropertyNames(mapper.getIfUnique(JsonMapper::shared));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpFirewall.class)
	@ConditionalOnBooleanProperty(name = "api-security.validation.firewall.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(FirewallProperties.class)
	static class FirewallConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HttpFirewall apiSecurityHttpFirewall(FirewallProperties properties) {
			return HttpFirewallFactory.create(properties.getAllowedMethods(), properties.getAllowedHosts());
		}

		// The message of the exception quotes the request and goes nowhere.
		@Bean
		@ConditionalOnMissingBean
		RequestRejectedHandler apiSecurityRequestRejectedHandler(ProblemWriter writer,
				ObjectProvider<ProblemHeaderWriter> headerWriters, SecurityEventPublisher publisher) {
			ProblemWriter decorated = ProblemHeaderWriter.decorate(writer, headerWriters);
			return (request, response, exception) -> {
				publisher.publish(SecurityEventType.VALIDATION_FAILED, "firewall", Map.of());
				decorated.write(request, response, Problem.of(ProblemType.BAD_REQUEST));
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JsonMapper.class, ServerHttpMessageConvertersCustomizer.class })
	@ConditionalOnBooleanProperty(name = "api-security.validation.json.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(JsonProperties.class)
	static class JsonConfiguration {

		@Bean
		@Order(0)
		ServerJsonFactoryCustomizer apiSecurityJsonLimits(JsonProperties properties) {
			return new JsonLimits(properties);
		}

		@Bean
		JsonStrictness apiSecurityJsonStrictness(JsonProperties properties, Environment environment) {
			return JsonStrictness.of(properties.getRules(), environment);
		}

		@Bean
		@Order(0)
		ServerJsonMapperCustomizer apiSecurityJsonRules(JsonStrictness strictness, JsonProperties properties,
				Environment environment) {
			boolean shadow = ValidationMode.isShadow(environment, "json");
			UnicodeNormalization normalization = properties.getNormalization();
			return (builder) -> {
				if (!shadow) {
					strictness.customize(builder);
				}
				if (normalization != UnicodeNormalization.NONE) {
					builder.addModule(new SimpleModule("apiSecurityNormalization").addDeserializer(String.class,
							new NormalizingStringDeserializer(Form.valueOf(normalization.name()))));
				}
			};
		}

		// After the server's mapper has been made.
		@Bean
		@Order(200)
		ServerHttpMessageConvertersCustomizer apiSecurityLenientJsonCustomizer() {
			return (builder) -> builder.configureMessageConvertersList(LenientJsonMessageConverter::addTo);
		}

		@Bean
		JsonProblemMapper apiSecurityJsonProblemMapper(InvalidFields invalidFields, SecurityEventPublisher publisher) {
			return new JsonProblemMapper(invalidFields, publisher);
		}

		@Bean
		@Conditional(OnJsonShadowCondition.class)
		ShadowJsonAdvice apiSecurityShadowJsonAdvice(ObjectProvider<RequestMappingHandlerAdapter> adapters,
				JsonStrictness strictness, ShadowRefusals refusals, ObjectProvider<RequestLimits> limits) {
			long maxSize = new RequestProperties().getMaxBodySize().toBytes();
			return new ShadowJsonAdvice(adapters, strictness.rules(), refusals, (request) -> {
				RequestLimits known = limits.getIfAvailable();
				return (known != null) ? known.bodyLimits(request).maxSize() : maxSize;
			});
		}

	}

	/**
	 * Matches when the rules of JSON are tried and not enforced.
	 */
	static class OnJsonShadowCondition implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return ValidationMode.isShadow(context.getEnvironment(), "json");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "api-security.validation.query.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(QueryProperties.class)
	static class QueryConfiguration {

		// The resolvers are made after the configurers of Spring MVC.
		@Bean
		@Lazy
		PageParameters apiSecurityPageParameters(QueryProperties properties, Environment environment,
				BeanFactory beanFactory) {
			return PageParameters.of(properties.getMaxPageSize(), environment, beanFactory);
		}

		@Bean
		WebMvcConfigurer apiSecurityQueryWebMvcConfigurer(QueryProperties properties,
				ObjectProvider<PageParameters> pages, Environment environment, InvalidFields invalidFields,
				SecurityEventPublisher publisher, ShadowRefusals refusals) {
			Integer maximum = properties.getMaxPageSize();
			PropertyValue.refuseIf(maximum != null && maximum < 1, "api-security.validation.query.max-page-size",
					maximum, "Use a positive number.");
			QueryInterceptor interceptor = new QueryInterceptor(properties.isRefuseDuplicates(),
					properties.isRefuseUnknown(), SingletonSupplier.of(pages::getObject), invalidFields, publisher,
					(ValidationMode.isShadow(environment, "query")) ? refusals : null);
			return new ChainInterceptor(ChainOrder.PARAMETERS, interceptor);
		}

	}

}
