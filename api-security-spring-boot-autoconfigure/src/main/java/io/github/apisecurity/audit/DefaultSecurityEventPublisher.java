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

package io.github.apisecurity.audit;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * {@link SecurityEventPublisher} that adds caller and request and calls the sinks.
 */
class DefaultSecurityEventPublisher implements SecurityEventPublisher {

	private static final Log log = LogFactory.getLog(DefaultSecurityEventPublisher.class);

	private final List<SecurityEventSink> sinks;

	private final List<SecurityEventCustomizer> customizers;

	private final ClientAddressResolver addressResolver;

	private final Clock clock;

	DefaultSecurityEventPublisher(List<SecurityEventSink> sinks, ClientAddressResolver addressResolver, Clock clock) {
		this(sinks, List.of(), addressResolver, clock);
	}

	DefaultSecurityEventPublisher(List<SecurityEventSink> sinks, List<SecurityEventCustomizer> customizers,
			ClientAddressResolver addressResolver, Clock clock) {
		this.sinks = List.copyOf(sinks);
		this.customizers = List.copyOf(customizers);
		this.addressResolver = addressResolver;
		this.clock = clock;
	}

	@Override
	public void publish(SecurityEventType type, @Nullable String reason, Map<String, Object> details) {
		publish(type, reason, SecurityContextHolder.getContext().getAuthentication(), details);
	}

	@Override
	public void publish(SecurityEventType type, @Nullable String reason, @Nullable Authentication caller,
			Map<String, Object> details) {
		Caller known = Caller.of(caller);
		SecurityEvent event = new SecurityEvent(this.clock.instant(), type, reason, known.name(), known.tokenId(),
				currentRequest(), details);
		for (SecurityEventCustomizer customizer : this.customizers) {
			event = customizer.customize(event);
		}
		for (SecurityEventSink sink : this.sinks) {
			try {
				sink.accept(event);
			}
			catch (RuntimeException ex) {
				log.warn("Audit sink " + sink.getClass().getName() + " failed on event " + type.id(), ex);
			}
		}
	}

	private @Nullable RequestDetails currentRequest() {
		if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			HttpServletRequest request = attributes.getRequest();
			return new RequestDetails(RequestId.of(request), this.addressResolver.resolve(request), request.getMethod(),
					request.getRequestURI(), request.getHeader(HttpHeaders.USER_AGENT));
		}
		return null;
	}

}
