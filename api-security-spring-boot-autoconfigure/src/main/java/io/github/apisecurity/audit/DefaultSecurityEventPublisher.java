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

import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.problem.ProblemException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.context.SecurityContextHolder;

/**
 * {@link SecurityEventPublisher} that adds caller and request and calls the sinks.
 */
class DefaultSecurityEventPublisher implements SecurityEventPublisher {

	private static final Log log = LogFactory.getLog(DefaultSecurityEventPublisher.class);

	private static final Set<SecurityEventType> REFUSALS = Set.of(SecurityEventType.AUTHENTICATION_FAILURE,
			SecurityEventType.ACCESS_DENIED, SecurityEventType.CORS_REJECTED);

	private final List<SecurityEventSink> sinks;

	private final List<SecurityEventObserver> observers;

	private final List<SecurityEventCustomizer> customizers;

	private final Supplier<@Nullable RequestDetails> request;

	private final Supplier<@Nullable String> traceId;

	private final RareWarning warning = new RareWarning(log);

	private final Clock clock;

	DefaultSecurityEventPublisher(List<SecurityEventSink> sinks, List<SecurityEventObserver> observers,
			List<SecurityEventCustomizer> customizers, Supplier<@Nullable RequestDetails> request,
			Supplier<@Nullable String> traceId, Clock clock) {
		this.sinks = List.copyOf(sinks);
		this.observers = List.copyOf(observers);
		this.customizers = List.copyOf(customizers);
		this.request = request;
		this.traceId = traceId;
		this.clock = clock;
	}

	@Override
	public boolean isEnabled(SecurityEventType type) {
		for (SecurityEventObserver observer : this.observers) {
			if (observer.observes(type)) {
				return true;
			}
		}
		return isRecorded(type);
	}

	private boolean isRecorded(SecurityEventType type) {
		for (SecurityEventSink sink : this.sinks) {
			if (sink.isEnabled(type)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void publish(SecurityEventType type, @Nullable String reason, Map<String, Object> details) {
		publish(type, reason, SecurityContextHolder.getContext().getAuthentication(), details);
	}

	@Override
	public void publish(SecurityEventType type, @Nullable String reason, @Nullable Principal caller,
			Map<String, Object> details) {
		if (REFUSALS.contains(type)) {
			Refusals.recorded();
		}
		if (!isEnabled(type)) {
			return;
		}
		SecurityEvent event = make(type, reason, caller, details);
		ProblemException refusal = null;
		for (SecurityEventSink sink : this.sinks) {
			try {
				if (event != null && sink.isEnabled(type)) {
					sink.accept(event);
				}
				else if (event == null && sink.isEnabled(type)) {
					sink.missed(type);
				}
			}
			catch (ProblemException ex) {
				refusal = ex;
			}
			catch (RuntimeException ex) {
				failed("Audit sink " + sink.getClass().getName(), type, ex);
			}
		}
		if (refusal != null) {
			throw refusal;
		}
	}

	private @Nullable SecurityEvent make(SecurityEventType type, @Nullable String reason, @Nullable Principal caller,
			Map<String, Object> details) {
		try {
			Caller known = Caller.of(caller);
			SecurityEvent event = new SecurityEvent(this.clock.instant(), type, reason, known.name(), known.issuer(),
					known.tokenId(), this.traceId.get(), this.request.get(), details);
			for (SecurityEventObserver observer : this.observers) {
				observe(observer, event);
			}
			for (SecurityEventCustomizer customizer : (isRecorded(type)) ? this.customizers
					: List.<SecurityEventCustomizer>of()) {
				event = customizer.customize(event);
			}
			return event;
		}
		catch (RuntimeException ex) {
			failed("The making of an audit event", type, ex);
			return null;
		}
	}

	private void observe(SecurityEventObserver observer, SecurityEvent event) {
		try {
			if (observer.observes(event.type())) {
				observer.observe(event);
			}
		}
		catch (RuntimeException ex) {
			failed("Observer " + observer.getClass().getName(), event.type(), ex);
		}
	}

	// The message of what was thrown may hold values of the event.
	private void failed(String part, SecurityEventType type, RuntimeException ex) {
		this.warning.warn(() -> part + " failed on event " + type.id() + " with " + ex.getClass().getName()
				+ ". More is logged at DEBUG");
		log.debug("What failed on an audit event", ex);
	}

}
