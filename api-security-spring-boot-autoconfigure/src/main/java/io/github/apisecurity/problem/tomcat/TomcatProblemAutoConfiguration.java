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

package io.github.apisecurity.problem.tomcat;

import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemWriter;
import org.apache.catalina.valves.ErrorReportValve;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the errors of an embedded
 * Tomcat.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ProblemAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ ErrorReportValve.class, ConfigurableTomcatWebServerFactory.class })
@ConditionalOnBooleanProperty(name = "api-security.problem.enabled", matchIfMissing = true)
@ConditionalOnBean(ProblemWriter.class)
public final class TomcatProblemAutoConfiguration {

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
		return new TomcatProblemMapper();
	}

}
