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

import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.ResourceAccessException;

/**
 * Tells the caller of a gateway that a service does not answer, which is no failure of
 * the gateway.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange")
class GatewayConfiguration {

	@Bean
	ProblemMapper apiSecurityGatewayProblemMapper() {
		return (exception) -> {
			if (!(exception instanceof ResourceAccessException)) {
				return null;
			}
			Throwable cause = exception.getCause();
			boolean late = cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException;
			HttpStatus status = (late) ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY;
			return Problem.of(ProblemType.forStatus(status.value()));
		};
	}

}
