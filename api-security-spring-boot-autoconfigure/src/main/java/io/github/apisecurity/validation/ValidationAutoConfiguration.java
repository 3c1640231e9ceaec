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

import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import jakarta.validation.ConstraintViolation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for input validation.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ HandlerMethodValidationException.class, ConstraintViolation.class })
@ConditionalOnBooleanProperty(name = "api-security.validation.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ValidationProperties.class)
@ImportRuntimeHints(ValidationRuntimeHints.class)
public final class ValidationAutoConfiguration {

	@Bean
	ValidationProblemMapper apiSecurityValidationProblemMapper(MessageSource messages, InvalidFields invalidFields,
			SecurityEventPublisher publisher) {
		return new ValidationProblemMapper(messages, invalidFields, publisher);
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
	PostureContributor apiSecurityValidationPosture(ShadowRefusals shadow) {
		return () -> new FeaturePosture("validation", Map.of("would-refuse", shadow.counts()));
	}

}
