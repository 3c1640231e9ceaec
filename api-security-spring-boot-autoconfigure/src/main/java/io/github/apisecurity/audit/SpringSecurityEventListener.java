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

import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.problem.ProblemException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationFailureCredentialsExpiredEvent;
import org.springframework.security.authentication.event.AuthenticationFailureDisabledEvent;
import org.springframework.security.authentication.event.AuthenticationFailureExpiredEvent;
import org.springframework.security.authentication.event.AuthenticationFailureLockedEvent;
import org.springframework.security.authentication.event.AuthenticationFailureProviderNotFoundEvent;
import org.springframework.security.authentication.event.AuthenticationFailureServiceExceptionEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authorization.event.AuthorizationDeniedEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Turns the events of Spring Security into security events.
 */
class SpringSecurityEventListener implements SmartApplicationListener {

	private static final int MAX_CAUSES = 5;

	private static final String REFUSED = "credentials_refused";

	private static final Map<Class<?>, String> REASONS = Map.of(AuthenticationFailureBadCredentialsEvent.class,
			"bad_credentials", AuthenticationFailureExpiredEvent.class, "expired",
			AuthenticationFailureLockedEvent.class, "locked", AuthenticationFailureDisabledEvent.class, "disabled",
			AuthenticationFailureCredentialsExpiredEvent.class, "credentials_expired",
			AuthenticationFailureServiceExceptionEvent.class, "service_exception");

	private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private final SecurityEventPublisher publisher;

	private final @Nullable AcceptedCredentials accepted;

	SpringSecurityEventListener(SecurityEventPublisher publisher, @Nullable AcceptedCredentials accepted) {
		this.publisher = publisher;
		this.accepted = accepted;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return AuthenticationSuccessEvent.class.isAssignableFrom(type)
				|| AbstractAuthenticationFailureEvent.class.isAssignableFrom(type)
				|| AuthorizationDeniedEvent.class.isAssignableFrom(type);
	}

	// The request is that of the thread, and waits for what is decided here.
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		try {
			if (event instanceof AuthenticationSuccessEvent success) {
				AuthenticationAttempt.published();
				onAuthenticationSuccess(success.getAuthentication());
			}
			// The parent of an authentication manager reports that it does not know the
			// credential either; the manager itself says what is wrong with it.
			else if (event instanceof AbstractAuthenticationFailureEvent failure
					&& !(event instanceof AuthenticationFailureProviderNotFoundEvent)) {
				AuthenticationAttempt.published();
				if (this.accepted != null) {
					this.accepted.failed(failure.getAuthentication());
				}
				this.publisher.publish(SecurityEventType.AUTHENTICATION_FAILURE, reason(failure), null,
						AuthenticationAttempt.details(failure.getAuthentication()));
			}
			else if (event instanceof AuthorizationDeniedEvent<?> denied) {
				onAuthorizationDenied(denied);
			}
		}
		catch (ProblemException ex) {
			throw AuthenticationAttempt.refuse(ex);
		}
	}

	private void onAuthenticationSuccess(Authentication caller) {
		if (!this.publisher.isEnabled(SecurityEventType.AUTHENTICATION_SUCCESS)
				|| (this.accepted != null && !this.accepted.add(caller))) {
			return;
		}
		try {
			this.publisher.publish(SecurityEventType.AUTHENTICATION_SUCCESS, null, caller, Map.of());
		}
		catch (ProblemException ex) {
			if (this.accepted != null) {
				this.accepted.remove(caller);
			}
			throw ex;
		}
	}

	private void onAuthorizationDenied(AuthorizationDeniedEvent<?> event) {
		if (event.getAuthorizationResult() != null && event.getAuthorizationResult().isGranted()) {
			return;
		}
		Supplier<? extends @Nullable Authentication> supplier = event.getAuthentication();
		Authentication authentication = supplier.get();
		if (authentication == null || trustResolver.isAnonymous(authentication)) {
			// Nothing here reads another scheme than that of the credentials it accepts.
			this.publisher.publish(SecurityEventType.AUTHENTICATION_FAILURE,
					(Refusals.hasCredentials()) ? "credentials_unsupported" : "credentials_missing", null, Map.of());
			return;
		}
		String reason = (event.getAuthorizationResult() instanceof SecurityReason known) ? known.getReason() : null;
		this.publisher.publish(SecurityEventType.ACCESS_DENIED, reason, authentication, Map.of());
	}

	private static String reason(AbstractAuthenticationFailureEvent event) {
		Throwable exception = event.getException();
		for (int depth = 0; exception != null && depth < MAX_CAUSES; depth++) {
			if (exception instanceof SecurityReason known) {
				return known.getReason();
			}
			exception = exception.getCause();
		}
		// The event is also that of tokens and of whatever has no event of its own.
		boolean unknown = event instanceof AuthenticationFailureBadCredentialsEvent
				&& !(event.getException() instanceof BadCredentialsException)
				&& !(event.getException() instanceof UsernameNotFoundException);
		return (unknown) ? REFUSED : REASONS.getOrDefault(event.getClass(), REFUSED);
	}

}
