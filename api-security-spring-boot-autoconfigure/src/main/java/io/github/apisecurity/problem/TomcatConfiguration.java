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

import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What an embedded Tomcat refuses itself, before any filter is reached or while a body is
 * read.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ErrorReportValve.class, ConfigurableTomcatWebServerFactory.class })
@ConditionalOnBooleanProperty(name = "api-security.problem.enabled", matchIfMissing = true)
class TomcatConfiguration {

	/**
	 * The valve is added inside of that of Spring Boot, where it reports first.
	 * @param writer the writer of problems
	 * @param headerWriters the writers of their headers
	 * @return the customizer, which comes last as it has no order
	 */
	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> apiSecurityErrorReportValveCustomizer(
			ProblemWriter writer, ObjectProvider<ProblemHeaderWriter> headerWriters) {
		ProblemWriter decorated = ProblemHeaderWriter.decorate(writer, headerWriters);
		return (factory) -> factory.addContextCustomizers(
				(context) -> context.getParent().getPipeline().addValve(new ProblemErrorReportValve(decorated)));
	}

	@Bean
	ProblemMapper apiSecurityTomcatProblemMapper() {
		return (exception) -> {
			if (exception instanceof InvalidParameterException invalid) {
				return Problem.of(ProblemType.forStatus(invalid.getErrorCode()));
			}
			return (exception instanceof BadRequestException) ? Problem.of(ProblemType.BAD_REQUEST) : null;
		};
	}

}
