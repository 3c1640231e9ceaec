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

	@Bean
	ErrorReportValveCustomizer apiSecurityErrorReportValveCustomizer(ProblemWriter writer,
			ObjectProvider<ProblemHeaderWriter> headerWriters) {
		return new ErrorReportValveCustomizer(
				ProblemHeaderWriter.decorate(writer, headerWriters.orderedStream().toList()));
	}

	@Bean
	ProblemMapper apiSecurityTomcatProblemMapper() {
		return new TomcatProblemMapper();
	}

}
