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

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Server;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Jetty refuses itself.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
@ConditionalOnBooleanProperty(name = "api-security.problem.enabled", matchIfMissing = true)
class JettyConfiguration {

	@Bean
	WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> apiSecurityJettyErrorHandlerCustomizer(
			ObjectProvider<ProblemHeaderWriter> headerWriters) {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.setErrorHandler(new ProblemErrorHandler(headerWriters)));
	}

	/**
	 * What is wrong with a request that Jetty reads for the application, such as a form
	 * with too many fields, is no failure of the server.
	 * @return the mapper
	 */
	@Bean
	ProblemMapper apiSecurityJettyProblemMapper() {
		return (exception) -> {
			int status = 0;
			// The cause knows best: 413 in 400.
			for (Throwable cause = exception; cause instanceof HttpException refusal; cause = cause.getCause()) {
				status = refusal.getCode();
			}
			return (status >= 400 && status < 500) ? Problem.of(ProblemType.forStatus(status)) : null;
		};
	}

}
