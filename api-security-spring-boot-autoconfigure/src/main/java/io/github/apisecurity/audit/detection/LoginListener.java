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

package io.github.apisecurity.audit.detection;

import java.util.List;
import java.util.Set;

import io.github.apisecurity.audit.AuthenticationAttempt;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityReason;
import io.github.apisecurity.audit.detection.Blocks.Refusal;
import io.github.apisecurity.audit.detection.Blocks.Stage;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationFailureProviderNotFoundEvent;
import org.springframework.security.authentication.event.AuthenticationFailureServiceExceptionEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Refuses the result of a login while its user has to wait. It comes after the credential
 * was looked at, so that it takes as long as ever, and holds wherever Spring Security
 * looks at one: in a chain as well as for a controller. What was typed is asked for,
 * since a user is seldom called what he types.
 */
class LoginListener implements ApplicationListener<AbstractAuthenticationEvent>, Ordered {

	private static final SecurityEventType WOULD_FAIL = new SecurityEventType("authn_login_would_fail",
			Outcome.SUCCESS);

	private static final Set<Class<?>> UNDECIDED = Set.of(AuthenticationFailureProviderNotFoundEvent.class,
			AuthenticationFailureServiceExceptionEvent.class);

	private static final List<Field> KEY = List.of(Field.USER, Field.NETWORK);

	private final LoginGuard guard;

	private final Blocks blocks;

	private final Exchanges exchanges;

	private final SecurityEventPublisher publisher;

	private final Mode mode;

	LoginListener(LoginGuard guard, Blocks blocks, Exchanges exchanges, SecurityEventPublisher publisher, Mode mode) {
		this.mode = mode;
		this.guard = guard;
		this.blocks = blocks;
		this.exchanges = exchanges;
		this.publisher = publisher;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	// What is refused here is refused to the caller of the manager.
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(AbstractAuthenticationEvent event) {
		if (isLogin(event)
				&& RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
			Authentication login = (AuthenticationAttempt.login() != null) ? AuthenticationAttempt.login()
					: event.getAuthentication();
			if (login instanceof UsernamePasswordAuthenticationToken) {
				decide(attributes.getRequest(), login, event instanceof AuthenticationSuccessEvent);
			}
		}
	}

	private void decide(HttpServletRequest request, Authentication login, boolean success) {
		Signal signal = signal(request, login);
		Refusal refusal = (this.blocks.isEmpty()) ? null : this.blocks.refusal(signal, Stage.ATTEMPT);
		if (refusal != null) {
			refuse(login, refusal.millis());
		}
		Subject subject = (this.mode != Mode.OFF) ? Subject.of(true, KEY, signal) : null;
		long wait = (subject != null) ? this.guard.attempt(login.getClass().getSimpleName() + subject, success) : 0;
		if (wait > 0 && this.mode == Mode.SHADOW) {
			this.publisher.publish(WOULD_FAIL, LoginGuard.DELAYED, null, AuthenticationAttempt.details(login));
		}
		else if (wait > 0) {
			refuse(login, wait);
		}
	}

	private Signal signal(HttpServletRequest request, Authentication login) {
		try {
			return this.exchanges.attempt(request, login.getName(),
					this.mode == Mode.ENFORCE || !this.blocks.isEmpty());
		}
		catch (ProblemException ex) {
			throw AuthenticationAttempt.refuse(ex);
		}
	}

	private void refuse(Authentication login, long wait) {
		// Before it is recorded, for which there may be no place.
		ProblemException refusal = AuthenticationAttempt.refuse(new ProblemException(DetectionFilter.later(wait)));
		this.publisher.publish(SecurityEventType.AUTHENTICATION_FAILURE, LoginGuard.DELAYED, null,
				AuthenticationAttempt.details(login));
		throw refusal;
	}

	// Keys of APIs fail under a name as well, and say why.
	private static boolean isLogin(AbstractAuthenticationEvent event) {
		return event instanceof AuthenticationSuccessEvent
				|| (event instanceof AbstractAuthenticationFailureEvent failure && !UNDECIDED.contains(event.getClass())
						&& !(failure.getException().getCause() instanceof SecurityReason));
	}

}
