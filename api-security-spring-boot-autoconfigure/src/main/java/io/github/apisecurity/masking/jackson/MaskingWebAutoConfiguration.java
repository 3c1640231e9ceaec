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

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.MaskingProperties;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for masking in Spring MVC.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { MaskingAutoConfiguration.class, AuditAutoConfiguration.class },
		before = { MaskingJsonAutoConfiguration.class, ProblemAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ JsonMapper.class, ServerHttpMessageConvertersCustomizer.class, WebMvcConfigurer.class,
		RoleHierarchy.class })
@ConditionalOnBooleanProperty(name = "api-security.masking.enabled", matchIfMissing = true)
public final class MaskingWebAutoConfiguration {

	private static final String PREFERRED_MAPPER = "spring.http.converters.preferred-json-mapper";

	@Bean
	RevealSource apiSecurityRevealSource() {
		return new RequestRevealSource();
	}

	@Bean
	RevealConditions apiSecurityRevealConditions(ObjectProvider<RoleHierarchy> hierarchy, BeanFactory beanFactory) {
		return new RevealConditions(hierarchy.getIfAvailable(NullRoleHierarchy::new), beanFactory);
	}

	@Bean
	MaskingMappers apiSecurityMaskingMappers(ObjectProvider<RequestMappingHandlerAdapter> adapters, MaskingRules rules,
			ObjectProvider<JsonMapper> mapper) {
		return new MaskingMappers(rules, adapters,
				() -> mapper.getIfUnique(JsonMapper::new)
					.rebuild()
					.addModule(new MaskingModule(rules, RevealSource.none()))
					.build());
	}

	@Bean
	@ConditionalOnMissingBean
	JsonUpdater apiSecurityJsonUpdater(MaskingMappers mappers) {
		return new ServerJsonUpdater(mappers);
	}

	@Bean
	RevealAdvice apiSecurityRevealAdvice(MaskingMappers mappers, ObjectProvider<RouterFunctionMapping> routers) {
		return new RevealAdvice(mappers, routers);
	}

	@Bean
	ChainInterceptor apiSecurityRevealInterceptor(RevealConditions conditions, SecurityEventPublisher publisher) {
		return new ChainInterceptor(ChainOrder.REVEALED_VALUES, new RevealInterceptor(conditions, publisher));
	}

	@Bean
	ServerHttpMessageConvertersCustomizer apiSecurityDefaultConvertersCustomizer(
			ObjectProvider<HttpMessageConverter<?>> beans, MaskingRules rules, Environment environment) {
		String preferred = environment.getProperty(PREFERRED_MAPPER, "jackson");
		if (preferred.equals("jackson")) {
			return new DefaultConvertersCustomizer(beans, rules);
		}
		PropertyValue.refuseIf(rules.areUsed(), PREFERRED_MAPPER, preferred,
				"Only Jackson masks. Remove the property, or set 'api-security.masking.enabled' to false to send "
						+ "everything as it is.");
		return (builder) -> {
		};
	}

	@Bean
	MaskingCheck apiSecurityMaskingCheck(MaskingRules rules, MaskingMappers mappers,
			ObjectProvider<RequestMappingHandlerMapping> mappings, ListableBeanFactory beanFactory,
			MaskingProperties properties) {
		return new MaskingCheck(rules, mappers, mappings, beanFactory, properties.getAcceptedConverters());
	}

	@Bean
	MaskWriteBackProblemMapper apiSecurityMaskWriteBackProblemMapper(InvalidFields invalidFields,
			SecurityEventPublisher publisher) {
		return new MaskWriteBackProblemMapper(invalidFields, publisher);
	}

	@Bean
	MaskingProblemCustomizer apiSecurityMaskingProblemCustomizer(ObjectProvider<JsonMapper> mapper, MaskingRules rules,
			RevealSource source) {
		return new MaskingProblemCustomizer(mapper.getIfUnique(JsonMapper::new), rules, source::current);
	}

	@Bean
	MaskingEventCustomizer apiSecurityMaskingEventCustomizer(MaskingRules rules) {
		return new MaskingEventCustomizer(rules);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(EndpointJsonMapper.class)
	static class EndpointConfiguration {

		@Bean
		static EndpointJsonMapperPostProcessor apiSecurityEndpointJsonMapperPostProcessor(
				ObjectProvider<MaskingRules> rules) {
			return new EndpointJsonMapperPostProcessor(() -> new MaskingModule(rules.getObject(), RevealSource.none()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JacksonJsonMessageConverter.class, SimpMessagingTemplate.class })
	@ImportRuntimeHints(StompConvertersPostProcessor.Hints.class)
	static class StompConfiguration {

		@Bean
		static StompConvertersPostProcessor apiSecurityStompConvertersPostProcessor(
				ObjectProvider<MaskingRules> rules) {
			return new StompConvertersPostProcessor(() -> new MaskingModule(rules.getObject(), RevealSource.none()));
		}

	}

}
